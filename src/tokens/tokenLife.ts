import { DAY, HOUR } from '../duration.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import type { TOKEN_ENDS } from './tokenRecord.ts';

/**
 * Threads refreshes a token only if it is at least a day old and has not expired.
 * https://developers.facebook.com/docs/threads/get-started/long-lived-tokens
 */
const MIN_REFRESH_AGE = DAY;

/** How many days before an expiry the channels are warned, the nearest first. */
const WARNING_DAYS = [1, 3, 7] as const;

/** A token is refreshed when this much of its life is left: late enough to be rare, early enough for many attempts. */
const REFRESH_BEFORE_EXPIRY = 10 * DAY;

/** When a token was issued and expires, without the token itself. Times are ms since the epoch. */
export interface TokenLife {
  /** When Threads issued it or, if that is not known, when we first had it. */
  readonly obtainedAt: number;
  readonly expiresAt?: number | undefined;
  /** When the person's permission ends. A refresh does not extend it. */
  readonly grantEndsAt?: number | undefined;
  /** Whether the next start can read it from the store. */
  readonly isStored: boolean;
  readonly lastRefresh?: { readonly at: number; readonly failed?: ErrorDetails | undefined } | undefined;
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

/**
 * Decides the next task for a token: inspect it from time to time, refresh it before it expires, and probe it once it or
 * its permission has expired.
 */
export function planNextTask(life: TokenLife, plan: TaskTimes, now: number): TokenTask {
  const inspection: TokenTask = { kind: 'inspect', at: plan.inspectFrom };
  const tasks = [inspection, planRefresh(life, plan, now), planProbe(life, plan)];
  const [next = NOTHING] = tasks.sort((a, b) => a.at - b.at);
  return next;
}

/** If the expiry is unknown, the token is refreshed as soon as possible, because the answer contains it. */
function planRefresh({ obtainedAt, expiresAt }: TokenLife, plan: TaskTimes, now: number): TokenTask {
  const earliest = Math.max(obtainedAt + MIN_REFRESH_AGE, plan.refreshFrom);
  if (expiresAt === undefined) return { kind: 'refresh', at: earliest };
  const at = Math.max(earliest, expiresAt - REFRESH_BEFORE_EXPIRY + plan.spread);
  return Math.max(at, now) < expiresAt ? { kind: 'refresh', at } : NOTHING;
}

/** Probes an expired token at once, because the account's next call may be hours away. */
function planProbe({ expiresAt, grantEndsAt }: TokenLife, { probeFrom }: TaskTimes): TokenTask {
  const end = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, grantEndsAt ?? Number.POSITIVE_INFINITY);
  return end === Number.POSITIVE_INFINITY ? NOTHING : { kind: 'probe', at: Math.max(end, probeFrom) };
}

/** An expiry that comes near and that we can't extend. */
export interface ExpiryWarning {
  readonly end: (typeof TOKEN_ENDS)[number];
  readonly endsAt: number;
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

/** Whether two times mean the same expiry. Threads reports seconds from the time of its answer, so they differ a little. */
export function isSameExpiry(endsAt: number, other: number | undefined): boolean {
  return other !== undefined && Math.abs(endsAt - other) < HOUR;
}

/** When `decideExpiryWarning` changes its result next, as far as is known now; ms since the epoch. */
export function nextExpiryWarningAt(life: TokenLife, now: number): number {
  const moments = findEnds(life).flatMap(({ endsAt }) =>
    [0, ...WARNING_DAYS].map((days) => endsAt - days * DAY),
  );
  return Math.min(...moments.filter((moment) => moment > now));
}

/** The expiries that only a person can extend: the permission, and the token if a refresh fails or would come too late. */
function findEnds({
  obtainedAt,
  expiresAt,
  grantEndsAt,
  lastRefresh,
}: TokenLife): Omit<ExpiryWarning, 'days'>[] {
  const isTooShort = expiresAt !== undefined && expiresAt <= obtainedAt + MIN_REFRESH_AGE;
  const isUnrefreshable = expiresAt !== undefined && (isTooShort || lastRefresh?.failed !== undefined);
  return [
    ...(isUnrefreshable ? [{ end: 'token', endsAt: expiresAt } as const] : []),
    ...(grantEndsAt !== undefined ? [{ end: 'grant', endsAt: grantEndsAt } as const] : []),
  ];
}
