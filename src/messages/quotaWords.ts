import { DAY, formatDuration, HOUR, MINUTE, SECOND } from '../duration.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { explainError } from '../threads/explainError.ts';
import { QUOTA_PAIRS, type QuotaAnswer, type QuotaPair, type QuotaReading } from '../threads/quotas.ts';
import type { LastQuotas } from './content.ts';
import { code, command, type Text, text, time } from './text.ts';

/** What a quota pair counts, in the plural. */
export const QUOTA_NOUNS: Record<QuotaPair, string> = {
  posts: 'posts',
  replies: 'replies',
  deletes: 'deletes',
  location_searches: 'location searches',
};

/** What an account with a total of 0 may not do. */
const FORBIDDEN: Record<QuotaPair, string> = {
  posts: 'publish posts',
  replies: 'publish replies',
  deletes: 'delete posts',
  location_searches: 'search for locations',
};

/** `212 / 250 posts (85 %)`. A share below the whole never reads 100 %. A total of 0 says that it is not allowed. */
export function quotaShare(pair: QuotaPair, used: number, total: number): string {
  if (total <= 0) return `${QUOTA_NOUNS[pair]}: this account may not ${FORBIDDEN[pair]}`;
  return `${count(used)} / ${count(total)} ${QUOTA_NOUNS[pair]} (${percentOf(used, total)} %)`;
}

/** How a pair stands, in a line: its share, the half of it that came, or why it is unknown. */
export function describeQuota(pair: QuotaPair, answer: QuotaAnswer): Text {
  const nouns = QUOTA_NOUNS[pair];
  switch (answer.kind) {
    case 'known':
      return text`${quotaShare(pair, answer.used, answer.total)}`;
    case 'partial':
      return text`${describeHalf(pair, answer)}`;
    case 'unknown':
      return text`${nouns}: unknown; most likely the scope ${code(answer.missingScope)} was not granted`;
  }
}

function describeHalf(pair: QuotaPair, { used, total }: Extract<QuotaAnswer, { kind: 'partial' }>): string {
  if (total === 0) return quotaShare(pair, 0, 0);
  if (used !== undefined) return `${count(used)} ${QUOTA_NOUNS[pair]} used; Threads did not say of how many`;
  if (total !== undefined)
    return `${QUOTA_NOUNS[pair]}: ${count(total)} in all; Threads did not say how many are used`;
  return `${QUOTA_NOUNS[pair]}: unknown; Threads answered only in part`;
}

/** The window over which all pairs are counted; `undefined` where they differ, or where Threads does not say. */
export function findCommonWindow(reading: QuotaReading): number | undefined {
  const answers = QUOTA_PAIRS.map((pair) => reading[pair]).filter((answer) => answer.kind !== 'unknown');
  const windows = new Set(answers.map(({ windowSeconds }) => windowSeconds));
  return windows.size === 1 ? [...windows][0] : undefined;
}

/** Words for the length of a window: `an hour`, `24 hours`, `7 days`. */
export function windowLength(seconds: number): string {
  const ms = seconds * SECOND;
  if (ms === HOUR) return 'an hour';
  if (ms % DAY === 0 && ms > DAY) return `${ms / DAY} days`;
  if (ms % HOUR === 0) return `${ms / HOUR} hours`;
  return ms % MINUTE === 0 && ms > MINUTE ? `${ms / MINUTE} minutes` : formatDuration(ms);
}

/** How a quota frees up, as the rest of a sentence. The window rolls: there is no moment at which it begins anew. */
export function freeingUp(nouns: string, windowSeconds: number | undefined): string {
  const end = windowSeconds === undefined ? 'leave its window' : `pass ${windowLength(windowSeconds)}`;
  return `bit by bit, as older ${nouns} ${end}`;
}

function count(amount: number): string {
  return amount.toLocaleString('en');
}

/** `Last known, …: 212 / 250 posts (85 %), …` */
export function describeLastQuotas({ at, quotas }: LastQuotas): Text {
  const shares = quotas.map(({ pair, used, total }) => quotaShare(pair, used, total));
  return text`Last known, ${time(at)}: ${shares.join(', ')}.`;
}

/** What a token that has ended is answered with; where the account itself answers, its token has not ended. */
const OF_A_DEAD_TOKEN: ReadonlySet<ErrorDetails['kind']> = new Set([
  'token',
  'not-visible',
  'no-such-object',
]);

/**
 * Why quotas can't be read where the account itself answers, so that it is not all of Threads that fails; and what to
 * do, where something helps.
 */
export function explainUnreadable(error: ErrorDetails): Text {
  if (error.kind === 'outage')
    return text`Threads fails when it is asked for the quotas; the account itself works. Nothing to do: most likely it passes by itself.`;
  if (error.kind === 'unreadable')
    return text`Threads answers only in part. Nothing to do: most likely it passes by itself.`;
  if (OF_A_DEAD_TOKEN.has(error.kind))
    return text`Threads refuses to tell the quotas; the account itself works, so its token is fine. Nothing to do yet: most likely it passes by itself.`;
  if (error.kind === 'permission')
    return text`${explainError(error).cause}. Most likely threads_basic, or the scope of each quota, was not granted: ${command('doctor')} says how to grant it.`;
  const { cause, fix } = explainError({ ...error, subject: 'quotas' });
  return text`${cause}. ${fix}`;
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
