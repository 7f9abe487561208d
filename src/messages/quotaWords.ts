import type { ErrorDetails } from '../threads/errorDetails.ts';
import { explainError } from '../threads/explainError.ts';
import type { QuotaAnswer, QuotaPair } from '../threads/quotas.ts';
import type { LastQuotas } from './content.ts';
import { code, type Text, text, time } from './text.ts';

/** A pair of which nothing, or not everything, is known. */
type UnknownQuota = Exclude<QuotaAnswer, { kind: 'known' }>;

/** What a quota pair counts, in the plural. */
export const QUOTA_NOUNS: Record<QuotaPair, string> = {
  posts: 'posts',
  replies: 'replies',
  deletes: 'deletes',
  location_searches: 'location searches',
};

/** `212 / 250 posts (85 %)`. A share below the whole never reads 100 %. */
export function quotaShare(pair: QuotaPair, used: number, total: number): string {
  const amount = `${used.toLocaleString('en')} / ${total.toLocaleString('en')} ${QUOTA_NOUNS[pair]}`;
  return total > 0 ? `${amount} (${percentOf(used, total)} %)` : amount;
}

/** Why nothing can be said of a pair: `posts: unknown: scope `threads_content_publish` not granted`. */
export function describeUnknownQuota(pair: QuotaPair, answer: UnknownQuota): Text {
  const nouns = QUOTA_NOUNS[pair];
  if (answer.kind === 'unknown')
    return text`${nouns}: unknown: scope ${code(answer.missingScope)} not granted`;
  if (answer.used === undefined) return text`${nouns}: unknown: Threads answered only in part`;
  return text`${nouns}: ${answer.used.toLocaleString('en')} used; Threads did not say of how many`;
}

/** `The last reading was …: 212 / 250 posts (85 %), …` */
export function describeLastQuotas({ at, quotas }: LastQuotas): Text {
  const shares = quotas.map(({ pair, used, total }) => quotaShare(pair, used, total));
  return text`The last reading was ${time(at)}: ${shares.join(', ')}.`;
}

/**
 * Why quotas can't be read where the account itself answers, so that it is not all of Threads that fails; and what to
 * do, where something helps.
 */
export function explainUnreadable(error: ErrorDetails): string {
  if (error.kind === 'outage')
    return 'Threads fails when it is asked for the quotas, though the account itself answers.';
  if (error.kind === 'unreadable') return 'Threads answers only in part.';
  const { cause, fix } = explainError({ ...error, subject: 'quotas' });
  return `${cause}. ${fix}`;
}

/** Whole per cent; below the whole at most 99. */
function percentOf(used: number, total: number): number {
  const percent = Math.round((used / total) * 100);
  return used < total ? Math.min(99, percent) : percent;
}

/** Whether a channel is told of an account's quotas, and at which shares (per cent); `undefined` where it is not. */
export function quotaAlertsTitle(account: string, thresholds: readonly number[] | undefined): Text {
  if (thresholds === undefined) return text`🔕 Quota alerts for ${account} are off in this channel`;
  const shares = thresholds.map((each) => `${each} %`).join(', ');
  return text`🔔 Quota alerts for ${account} are on in this channel, at ${shares}`;
}
