import { MINUTE, SECOND } from '../duration.ts';
import type { Watch } from '../watches/watch.ts';
import { type CheckSchedule, isUnrecoverable, planNextCheck } from './schedule.ts';

/** The used share of its call budget from which an account's checks are limited. */
const LIMITED_FROM = 0.75;

/**
 * Calls a minute that the smallest call budget of Threads allows all day: 48,000 calls in 24 hours.
 *
 * @see https://developers.facebook.com/docs/threads/overview
 */
const SMALLEST_BUDGET_RATE = Math.floor(48_000 / (24 * 60));

/** The part of that rate which is left where the whole budget is used. */
const LOWEST_RATE_SHARE = 0.1;

/** The bucket holds the tokens of this time at most, so that a pause is not followed by a burst. */
const BURST_WINDOW = 10 * SECOND;

/** An account's token bucket. One check costs one token; the bucket is refilled at the account's rate. */
export interface TokenBucket {
  /** Not a whole number: the next token may be there in part. */
  readonly tokens: number;
  /** When the bucket held these tokens, ms since the epoch. */
  readonly at: number;
}

/**
 * How many checks a minute an account may make. There is no limit below 75 % of its call budget. From there on it is
 * the rate that the smallest budget allows, which falls to a tenth of that at 100 %. Pure.
 *
 * @param usedShare the used share of the account's call budget: 0 is nothing, 1 is all of it
 */
export function rateOf(usedShare: number): number {
  if (usedShare < LIMITED_FROM) return Number.POSITIVE_INFINITY;
  const reduction = Math.min(1, (usedShare - LIMITED_FROM) / (1 - LIMITED_FROM));
  return SMALLEST_BUDGET_RATE * (1 - reduction * (1 - LOWEST_RATE_SHARE));
}

/**
 * The bucket with the tokens that were added since `before`. An account that was not limited before starts with one
 * token. Pure.
 *
 * @param rate tokens a minute
 * @param now ms since the epoch
 */
export function refill(before: TokenBucket | undefined, rate: number, now: number): TokenBucket {
  if (rate === Number.POSITIVE_INFINITY) return { tokens: rate, at: now };
  if (before === undefined) return { tokens: 1, at: now };
  // A clock that was set back adds no tokens. The refill goes on from the new time, not from the old one.
  const added = (rate * Math.max(0, now - before.at)) / MINUTE;
  const capacity = Math.max(1, (rate * BURST_WINDOW) / MINUTE);
  return { tokens: Math.min(capacity, before.tokens + added), at: now };
}

/**
 * When the bucket holds a whole token, ms since the epoch. Pure.
 *
 * @param rate tokens a minute
 */
export function nextTokenAt({ tokens, at }: TokenBucket, rate: number): number {
  return tokens >= 1 ? at : at + Math.ceil(((1 - tokens) * MINUTE) / rate);
}

/**
 * The deadline of a watch's next check. Where the rate limit does not allow all checks, the one with the earliest
 * deadline is made first. An unrecoverable check must be made when it falls due. A check that a later one makes up
 * for has the deadline of the first unrecoverable check after it. So a watch's early checks wait for the
 * unrecoverable checks of others, and no check waits for ever. Pure.
 *
 * @returns ms since the epoch
 */
export function deadlineOf(schedule: CheckSchedule, { createdAt, nextCheckAt }: Watch): number {
  let at = nextCheckAt;
  while (!isUnrecoverable(schedule, createdAt, at)) at = planNextCheck(schedule, createdAt, at) ?? at;
  return at;
}
