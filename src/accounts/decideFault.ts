import { HOUR, SECOND } from '../duration.ts';
import { isRateLimit, type ThreadsErrorKind } from '../threads/errors.ts';

/** How long one answer proves that the account can be called. */
export const PROVEN_FOR = 10 * SECOND;

/** How long an error is taken as the object's own, after the account was called and answered. */
const OWN_FOR = HOUR;

/** Answers that come within this time came at once. */
const AT_ONCE = SECOND;

/** If so many objects fail and none is answered, it is an error of all objects of the account. */
const AGREEING_OBJECTS = 3;

/** A limit concerns all objects as soon as a second one meets it. */
const AGREEING_LIMITED_OBJECTS = 2;

/** Errors that only an object can have, whatever the account is like. */
const OF_OBJECTS: ReadonlySet<ThreadsErrorKind> = new Set(['not-a-container', 'child-not-ready']);

/** Errors that a wrong id has as well; several wrong ids say nothing of the account. */
const OF_WRONG_IDS: ReadonlySet<ThreadsErrorKind> = new Set([
  'not-visible',
  'no-such-object',
  'bad-request',
  'media-not-fetched',
]);

/** What else is known of an account when one of its objects fails. Times are ms since the epoch. */
export interface Evidence {
  /** When an object of the account was last answered. */
  readonly objectAnsweredAt?: number | undefined;
  /** When a call that names no object (`/me`) was last answered. */
  readonly accountAnsweredAt?: number | undefined;
  /** How many other objects have failed alike since an object was last answered, wrong ids left out. */
  readonly otherObjectsFailing: number;
  /** When this object's error was last found to be its own. */
  readonly ownSince?: number | undefined;
}

/** Whose fault an object's error is; `ask-account` where only a call that names no object can tell. */
export type Fault = 'object' | 'all-objects' | 'ask-account';

/**
 * Whose fault it is that a call for an object failed. An error code alone never proves that the account is at fault: an error of one object is its
 * own as long as something else of the account is answered. Pure.
 *
 * @param kind what the object was answered with
 * @param now ms since the epoch
 */
export function decideFault(kind: ThreadsErrorKind, evidence: Evidence, now: number): Fault {
  if (OF_OBJECTS.has(kind) || isWithin(PROVEN_FOR, evidence.objectAnsweredAt, now)) return 'object';
  const isOwn = isWithin(OWN_FOR, evidence.ownSince, now) && wasAnsweredSince(evidence);
  const agree = objectsAgree(kind, evidence);
  // Threads accepted the call, so the account is well, and only what came for the object can't be read.
  if (kind === 'unreadable') return agree ? 'all-objects' : 'object';
  if (isWithin(PROVEN_FOR, evidence.accountAnsweredAt, now)) return agree ? 'all-objects' : 'object';
  return isOwn && !agree ? 'object' : 'ask-account';
}

/** Whether anything of the account was answered when the object's error was found to be its own, or later. */
function wasAnsweredSince({ ownSince = 0, objectAnsweredAt = 0, accountAnsweredAt = 0 }: Evidence): boolean {
  return Math.max(objectAnsweredAt, accountAnsweredAt) >= ownSince - AT_ONCE;
}

/** Whether so many objects fail alike that it is no error of one of them. Pure. */
export function objectsAgree(kind: ThreadsErrorKind, { otherObjectsFailing }: Evidence): boolean {
  const needed = isRateLimit(kind) ? AGREEING_LIMITED_OBJECTS : AGREEING_OBJECTS;
  return countsForAccount(kind) && otherObjectsFailing + 1 >= needed;
}

/** Whether Threads answers so about the object itself, however the id came to be wrong. */
export function isAboutObject(kind: ThreadsErrorKind): boolean {
  return OF_OBJECTS.has(kind) || OF_WRONG_IDS.has(kind);
}

/** Whether an object's error of this kind counts where several objects agree. */
export function countsForAccount(kind: ThreadsErrorKind): boolean {
  return !isAboutObject(kind);
}

function isWithin(duration: number, at: number | undefined, now: number): boolean {
  return at !== undefined && now - at < duration;
}
