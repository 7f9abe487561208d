import { type BackoffPolicy, backoffDelay } from '../backoff.ts';
import { DAY, HOUR, SECOND } from '../duration.ts';
import type { EventTarget } from './eventReceiver.ts';

/** An event that was not taken is tried again after these waits. */
const RETRY: BackoffPolicy = { first: 10 * SECOND, last: HOUR, jitter: 0.2 };

/** So long events are tried again. */
const TRIED_FOR = DAY;

/** What was not tried so often is not given up, however old it is: the bot itself may have been away. */
const FEWEST_TRIES = 3;

export type FailureDecision =
  | { readonly kind: 'retry'; readonly at: number }
  /** The program takes others: this one alone is dropped. */
  | { readonly kind: 'drop' }
  /** It gets no more events. */
  | { readonly kind: 'end' };

export interface FailedTry {
  readonly target: EventTarget;
  /** When the event was stored; ms since the epoch. */
  readonly at: number;
  /** How often it was tried. */
  readonly tries: number;
  /** How many tries for this receiver failed in a row. */
  readonly failures: number;
}

/** What follows from an event that was not taken. Pure. */
export function decideFailure(
  { target, at, tries, failures }: FailedTry,
  isGone: boolean,
  now: number,
  random: () => number,
): FailureDecision {
  if (isGone) return { kind: 'end' };
  const failingFor = target.failing === undefined ? 0 : now - target.failing.since;
  if (failingFor >= TRIED_FOR && failures >= FEWEST_TRIES) return { kind: 'end' };
  if (now - at >= TRIED_FOR && failingFor < TRIED_FOR && tries >= FEWEST_TRIES) return { kind: 'drop' };
  return { kind: 'retry', at: now + backoffDelay(RETRY, tries, random) };
}
