import { DAY, HOUR } from '../duration.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import type { TOKEN_ENDS } from './tokenRecord.ts';

/** Threads takes a token for refreshing once it is a day old, and until it has expired. */
const YOUNGEST_REFRESHED = DAY;

/** The days before an end on which channels are told of it, the nearest first. */
const WARNED_DAYS = [1, 3, 7] as const;

/** A token is refreshed from so much time left on: early enough for many tries, and seldom. */
const REFRESHED_FROM = 10 * DAY;

/** What is known of a token's life, and never the token. Times are ms since the epoch. */
export interface TokenLife {
  /** When Threads issued it, or, where that is not known, when we first had it. */
  readonly obtainedAt: number;
  readonly expiresAt?: number | undefined;
  /** When the person's permission ends; refreshing does not put that off. */
  readonly grantEndsAt?: number | undefined;
  /** Whether the next start will have it from the store. */
  readonly isStored: boolean;
  readonly lastRefresh?: { readonly at: number; readonly failed?: ErrorDetails | undefined } | undefined;
}

/** From when on each thing may be tried (again). */
export interface CarePlan {
  /** To ask Threads when the token ends. */
  readonly askFrom: number;
  readonly refreshFrom: number;
  /** To see whether a token works although an end of it has come. */
  readonly probeFrom: number;
  /** So much later than it could, so that accounts do not refresh at one moment; ms. */
  readonly spread: number;
}

/** The next thing to do for a token, and from when. */
export interface TokenCare {
  readonly kind: 'ask' | 'refresh' | 'probe' | 'nothing';
  readonly at: number;
}

const NOTHING: TokenCare = { kind: 'nothing', at: Number.POSITIVE_INFINITY };

/**
 * What a token needs next: to be asked about from time to time, to be refreshed where it ends soon, to be probed where
 * an end has come.
 */
export function planCare(life: TokenLife, plan: CarePlan, now: number): TokenCare {
  const asking: TokenCare = { kind: 'ask', at: plan.askFrom };
  const cares = [asking, planRefresh(life, plan, now), planProbe(life, plan)];
  const [first = NOTHING] = cares.sort((a, b) => a.at - b.at);
  return first;
}

/** A token whose end Threads does not tell is refreshed as soon as it may be: the answer tells. */
function planRefresh({ obtainedAt, expiresAt }: TokenLife, plan: CarePlan, now: number): TokenCare {
  const earliest = Math.max(obtainedAt + YOUNGEST_REFRESHED, plan.refreshFrom);
  if (expiresAt === undefined) return { kind: 'refresh', at: earliest };
  const at = Math.max(earliest, expiresAt - REFRESHED_FROM + plan.spread);
  return Math.max(at, now) < expiresAt ? { kind: 'refresh', at } : NOTHING;
}

/** What a channel relies on may lie still for hours: whether a token that has ended is refused is found out at once. */
function planProbe({ expiresAt, grantEndsAt }: TokenLife, { probeFrom }: CarePlan): TokenCare {
  const end = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, grantEndsAt ?? Number.POSITIVE_INFINITY);
  return end === Number.POSITIVE_INFINITY ? NOTHING : { kind: 'probe', at: Math.max(end, probeFrom) };
}

/** An end that nears and that nothing of ours puts off. */
export interface Ending {
  readonly end: (typeof TOKEN_ENDS)[number];
  readonly endsAt: number;
  /** Of the days on which channels are told, the one whose time has come last. */
  readonly days: number;
}

/** The end that people should know of now, the nearest where there are several. */
export function decideEnding(life: TokenLife, now: number): Ending | undefined {
  const ahead = findEnds(life).filter(({ endsAt }) => endsAt > now);
  const [nearest] = ahead.sort((a, b) => a.endsAt - b.endsAt);
  const days = WARNED_DAYS.find((each) => nearest !== undefined && nearest.endsAt - now <= each * DAY);
  return nearest === undefined || days === undefined ? undefined : { ...nearest, days };
}

/** Whether two moments are the same end: Threads counts in seconds, and from when it answered. */
export function isSameEnd(endsAt: number, other: number | undefined): boolean {
  return other !== undefined && Math.abs(endsAt - other) < HOUR;
}

/** When `decideEnding` will have something new to say, as far as is known now. */
export function nextEndingAt(life: TokenLife, now: number): number {
  const moments = findEnds(life).flatMap(({ endsAt }) =>
    [0, ...WARNED_DAYS].map((days) => endsAt - days * DAY),
  );
  return Math.min(...moments.filter((moment) => moment > now));
}

/** The ends that only a person can put off: the grant's, and the token's where refreshing it fails or comes too late. */
function findEnds({ obtainedAt, expiresAt, grantEndsAt, lastRefresh }: TokenLife): Omit<Ending, 'days'>[] {
  const isTooShort = expiresAt !== undefined && expiresAt <= obtainedAt + YOUNGEST_REFRESHED;
  const isLost = expiresAt !== undefined && (isTooShort || lastRefresh?.failed !== undefined);
  return [
    ...(isLost ? [{ end: 'token', endsAt: expiresAt } as const] : []),
    ...(grantEndsAt !== undefined ? [{ end: 'grant', endsAt: grantEndsAt } as const] : []),
  ];
}
