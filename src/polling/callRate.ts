import { MINUTE, SECOND } from '../duration.ts';
import type { Watch } from '../watches/watch.ts';
import { type CheckSchedule, isUnrecoverable, planNextCheck } from './schedule.ts';

/** The share of its call budget from which an account is slowed down. */
const SLOWER_FROM = 0.75;

/**
 * Calls a minute that the smallest budget carries for ever: 48,000 a day.
 *
 * @see https://developers.facebook.com/docs/threads/overview
 */
const FLOOR_PACE = Math.floor(48_000 / (24 * 60));

/** What is left of the pace where the whole budget is used. */
const LAST_OF_PACE = 0.1;

/** Checks that were not made are not saved up for longer: later ones would come in a burst. */
const SAVED_FOR = 10 * SECOND;

/** How many checks an account may make; it grows with time, at the account's pace. */
export interface TokenBucket {
  /** With the part of the next one that has been earned. */
  readonly checks: number;
  /** When that was so, ms since the epoch. */
  readonly at: number;
}

/**
 * How many checks a minute an account may make that has used this share of its call budget: any number below 75 %;
 * from there on the pace of the smallest budget, falling to a tenth of it at 100 %. Pure.
 */
export function rateOf(share: number): number {
  if (share < SLOWER_FROM) return Number.POSITIVE_INFINITY;
  const slowed = Math.min(1, (share - SLOWER_FROM) / (1 - SLOWER_FROM));
  return FLOOR_PACE * (1 - slowed * (1 - LAST_OF_PACE));
}

/** The allowance after the time that has passed; whoever was not held to a pace before begins with one check. Pure. */
export function refill(before: TokenBucket | undefined, rate: number, now: number): TokenBucket {
  if (rate === Number.POSITIVE_INFINITY) return { checks: rate, at: now };
  if (before === undefined) return { checks: 1, at: now };
  // A clock that was set back earns nothing, and does not wait for the time to come round again.
  const earned = (rate * Math.max(0, now - before.at)) / MINUTE;
  const most = Math.max(1, (rate * SAVED_FOR) / MINUTE);
  return { checks: Math.min(most, before.checks + earned), at: now };
}

/** When there will be a whole check to make, ms since the epoch. Pure. */
export function nextTokenAt({ checks, at }: TokenBucket, rate: number): number {
  return checks >= 1 ? at : at + Math.ceil(((1 - checks) * MINUTE) / rate);
}

/**
 * In whose turn a check is made where there are more than may be made: the one that is needed first. An early check
 * that another one makes up for within minutes is needed when that one is; the check an hour before a container
 * expires, the one that tells whether it did, and the last of the early ones are needed when they fall due. So a
 * watch's early checks give way to what cannot be made up for, and no check waits for ever. Pure.
 *
 * @returns ms since the epoch
 */
export function deadlineOf(schedule: CheckSchedule, { createdAt, nextCheckAt }: Watch): number {
  let at = nextCheckAt;
  while (!isUnrecoverable(schedule, createdAt, at)) at = planNextCheck(schedule, createdAt, at) ?? at;
  return at;
}
