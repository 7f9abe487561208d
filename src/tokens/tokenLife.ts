import { DAY, HOUR, MINUTE, SECOND } from '../duration.ts';
import type { TokenGrant } from '../threads/api.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { isPassing } from '../threads/errors.ts';
import type { TOKEN_ENDS } from './tokenRecord.ts';

/**
 * Threads refreshes a token only if it is at least a day old and has not expired.
 * https://developers.facebook.com/docs/threads/get-started/long-lived-tokens
 */
const MIN_REFRESH_AGE = DAY;

/** How long a refreshed or exchanged token lives (same page). */
const LONG_LIFE = 60 * DAY;

/** A short-lived token, which lives for an hour, has expired when it has been in use for so long. */
const SHORT_LIFE_IS_OVER = HOUR + 5 * MINUTE;

/** The time between two probes of a token that may have expired. */
export const PROBE_INTERVAL = HOUR;

/** How many days before an expiry the channels are warned, the nearest first. */
const WARNING_DAYS = [1, 3, 7] as const;

/** A token is refreshed when this much of its life is left: late enough to be rare, early enough for many attempts. */
const REFRESH_BEFORE_EXPIRY = 10 * DAY;

/** A refresh that fails for a passing reason is told after so long. */
const PASSING_FOR = DAY;

/** When a token was issued and expires, without the token itself. Times are ms since the epoch. */
export interface TokenLife {
  /** When Threads issued it or, if that is not known, when we first had it. */
  readonly obtainedAt: number;
  readonly expiresAt?: number | undefined;
  /** When the person's permission ends. A refresh does not extend it. */
  readonly grantEndsAt?: number | undefined;
  /** Whether the next start can read it from the store. */
  readonly isStored: boolean;
  /** When Threads gave us this token, and by what; `undefined` for a token from the configuration. */
  readonly issued?: { readonly at: number; readonly by: 'refresh' | 'connect' } | undefined;
  readonly lastRefresh?:
    | {
        readonly at: number;
        readonly failed?: ErrorDetails | undefined;
        /** Since when every attempt has failed. */
        readonly failingSince?: number | undefined;
      }
    | undefined;
}

/** The earliest time of each task; ms since the epoch. */
export interface TaskTimes {
  /** Asking Threads when the token expires. */
  readonly inspectFrom: number;
  readonly refreshFrom: number;
  /** Checking whether Threads still accepts a token after its expiry. */
  readonly probeFrom: number;
  /** A delay of the refresh in ms, so that accounts do not refresh at the same moment. */
  readonly spread: number;
}

/** The next task for a token, and when it is due. */
export interface TokenTask {
  readonly kind: 'inspect' | 'refresh' | 'probe' | 'nothing';
  readonly at: number;
}

const NOTHING: TokenTask = { kind: 'nothing', at: Number.POSITIVE_INFINITY };

/** When a token that Threads just gave expires, ms since the epoch; `undefined` where Threads does not say it. */
export function expiryOf({ expiresInSeconds }: TokenGrant, now: number): number | undefined {
  return expiresInSeconds === undefined ? undefined : now + expiresInSeconds * SECOND;
}

/** When a token ends at the latest, ms since the epoch; `undefined` where nothing is known of its end. */
export function latestEndOf({ expiresAt, issued }: TokenLife): number | undefined {
  return expiresAt ?? (issued && issued.at + LONG_LIFE);
}

/** Whether a token is known to live so briefly that Threads never refreshes it. */
export function isShortLived({ obtainedAt, expiresAt }: TokenLife): boolean {
  return expiresAt !== undefined && expiresAt <= obtainedAt + MIN_REFRESH_AGE;
}

/**
 * Decides the next task for a token: inspect it from time to time, refresh it before it expires, and probe it once it or
 * its permission has expired.
 */
export function planNextTask(life: TokenLife, plan: TaskTimes, now: number): TokenTask {
  const inspection: TokenTask = { kind: 'inspect', at: plan.inspectFrom };
  const tasks = [inspection, planRefresh(life, plan, now), planProbe(life, plan, now)];
  const [next = NOTHING] = tasks.sort((a, b) => a.at - b.at);
  return next;
}

/** A token whose end is not known, or was only assumed and has passed, is refreshed as soon as possible. */
function planRefresh(life: TokenLife, plan: TaskTimes, now: number): TokenTask {
  const end = latestEndOf(life);
  const earliest = Math.max(life.obtainedAt + MIN_REFRESH_AGE, plan.refreshFrom);
  const soonest: TokenTask = { kind: 'refresh', at: earliest };
  if (end === undefined) return soonest;
  const at = Math.max(earliest, end - REFRESH_BEFORE_EXPIRY + plan.spread);
  if (Math.max(at, now) < end) return { kind: 'refresh', at };
  return life.expiresAt === undefined ? soonest : NOTHING;
}

/** Probes an expired token at once, because the account's next call may be hours away. */
function planProbe(life: TokenLife, { probeFrom }: TaskTimes, now: number): TokenTask {
  const { grantEndsAt = Number.POSITIVE_INFINITY } = life;
  const end = Math.min(latestEndOf(life) ?? shortLifeEndOf(life, probeFrom, now), grantEndsAt);
  return end === Number.POSITIVE_INFINITY ? NOTHING : { kind: 'probe', at: Math.max(end, probeFrom) };
}

/** A token whose end is not known may be a short-lived one: it is probed once when that would have expired. */
function shortLifeEndOf({ obtainedAt }: TokenLife, probeFrom: number, now: number): number {
  const end = obtainedAt + SHORT_LIFE_IS_OVER;
  const wasProbed = probeFrom >= end + PROBE_INTERVAL;
  return !wasProbed && now < obtainedAt + MIN_REFRESH_AGE ? end : Number.POSITIVE_INFINITY;
}

/** An expiry that comes near and that we can't extend. */
export interface ExpiryWarning {
  readonly end: (typeof TOKEN_ENDS)[number];
  readonly endsAt: number;
  /** Whether it is the latest time that is possible, because Threads does not say when the token ends. */
  readonly isLatest: boolean;
  /** The warning that applies now: one of `WARNING_DAYS`. */
  readonly days: number;
}

/** Decides which expiry people should know of now; the nearest if there are several. */
export function decideExpiryWarning(life: TokenLife, now: number): ExpiryWarning | undefined {
  const upcoming = findEnds(life).filter(({ endsAt }) => endsAt > now);
  const [nearest] = upcoming.sort((a, b) => a.endsAt - b.endsAt);
  const days = WARNING_DAYS.find((each) => nearest !== undefined && nearest.endsAt - now <= each * DAY);
  return nearest === undefined || days === undefined ? undefined : { ...nearest, days };
}

/**
 * From when on people should know that a refresh fails, because nothing is known of the token's end: at once where Threads
 * refused it. Pure.
 *
 * @returns ms since the epoch; infinity where nobody needs to know
 */
export function refreshFailureToldFrom(life: TokenLife): number {
  const { at, failed, failingSince = at } = life.lastRefresh ?? { at: 0 };
  if (failed === undefined || latestEndOf(life) !== undefined) return Number.POSITIVE_INFINITY;
  return isPassing(failed) ? failingSince + PASSING_FOR : at;
}

/** Whether two times mean the same expiry. Threads reports seconds from the time of its answer, so they differ a little. */
export function isSameExpiry(endsAt: number, other: number | undefined): boolean {
  return other !== undefined && Math.abs(endsAt - other) < HOUR;
}

/** When a warning changes next, as far as is known now; ms since the epoch. */
export function nextExpiryWarningAt(life: TokenLife, now: number): number {
  const moments = findEnds(life).flatMap(({ endsAt }) =>
    [0, ...WARNING_DAYS].map((days) => endsAt - days * DAY),
  );
  return Math.min(...[...moments, refreshFailureToldFrom(life)].filter((moment) => moment > now));
}

/** The expiries that only a person can extend: the permission, and the token if a refresh fails or would come too late. */
function findEnds(life: TokenLife): Omit<ExpiryWarning, 'days'>[] {
  const { expiresAt, grantEndsAt, lastRefresh } = life;
  const end = latestEndOf(life);
  const isUnrefreshable = isShortLived(life) || lastRefresh?.failed !== undefined;
  return [
    ...(end !== undefined && isUnrefreshable
      ? [{ end: 'token', endsAt: end, isLatest: expiresAt === undefined } as const]
      : []),
    ...(grantEndsAt !== undefined ? [{ end: 'grant', endsAt: grantEndsAt, isLatest: false } as const] : []),
  ];
}
