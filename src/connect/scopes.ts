import { QUOTA_PAIRS, type QuotaReading } from '../threads/quotas.ts';

/** What the bot asks of Threads, and so of the person. */
export const SCOPES = [
  'threads_basic',
  'threads_content_publish',
  'threads_manage_replies',
  'threads_delete',
  'threads_location_tagging',
] as const;

/**
 * The scopes that seem not to be granted: those that are not on the token's list, and those of quotas that do not
 * answer. What did not answer, or answered without a list, says nothing of them.
 */
export function findMissingScopes(
  granted: readonly string[] = [],
  reading: QuotaReading | undefined,
): string[] {
  const silent = QUOTA_PAIRS.flatMap((pair) => {
    const answer = reading?.[pair];
    return answer?.kind === 'unknown' ? [answer.missingScope] : [];
  });
  return SCOPES.filter((scope) => silent.includes(scope) || (granted.length > 0 && !granted.includes(scope)));
}
