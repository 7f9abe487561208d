import { QUOTA_PAIRS, type QuotaReading } from '../threads/quotas.ts';

/** The permissions that the bot requests from the person. */
export const SCOPES = [
  'threads_basic',
  'threads_content_publish',
  'threads_manage_replies',
  'threads_delete',
  'threads_location_tagging',
] as const;

/**
 * Finds the scopes that are most likely not granted: those missing from the token's list, and those of quotas that Threads
 * does not answer.
 *
 * @param granted the token's list of scopes; empty if unknown
 * @param reading `undefined` if the quotas could not be read
 */
export function findMissingScopes(
  granted: readonly string[] = [],
  reading: QuotaReading | undefined,
): string[] {
  const unanswered = QUOTA_PAIRS.flatMap((pair) => {
    const answer = reading?.[pair];
    return answer?.kind === 'unknown' ? [answer.missingScope] : [];
  });
  return SCOPES.filter(
    (scope) => unanswered.includes(scope) || (granted.length > 0 && !granted.includes(scope)),
  );
}
