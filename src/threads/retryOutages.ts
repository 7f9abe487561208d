import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { type BackoffPolicy, backoffDelay } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { SECOND } from '../duration.ts';
import { ThreadsError } from './errors.ts';

/** Full jitter: many calls fail at the same moment. */
const BACKOFF: BackoffPolicy = { first: 500, last: 4 * SECOND, jitter: 1 };

/** Where Threads names a longer wait than this, giving up at once is kinder than a caller kept waiting. */
const LONGEST_RETRY_AFTER = 5 * SECOND;

export interface RetryOptions {
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** The real wait for a decided one (ms): shorter where the clock does not run at the world's pace. */
  readonly retryDelay: (ms: number) => number;
}

/**
 * Makes up to so many attempts while they end in an outage; nothing else can pass within a call.
 *
 * @param attempt told its number, from 1
 * @param signal once aborted, no further attempt is made
 */
export function retryOutages<T>(
  attempt: (number: number) => Promise<T>,
  attempts: number,
  { clock, random, retryDelay }: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<T> {
  // A check is put once: nothing is to be set up for it.
  if (attempts <= 1) return attempt(1);
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt: retries, result }) => {
    const error = 'error' in result ? result.error : undefined;
    return retryDelay(findBackoff(error, retries, clock.now(), random));
  });
  const policy = retry(
    handleWhen((error) => isWorthRetrying(error, clock.now())),
    { maxAttempts: attempts - 1, backoff },
  );
  return policy.execute((context) => attempt(context.attempt + 1), signal);
}

/** Whether the same call can succeed within seconds. */
function isWorthRetrying(error: unknown, now: number): boolean {
  if (!(error instanceof ThreadsError) || error.kind !== 'outage') return false;
  return error.retryAt === undefined || error.retryAt - now <= LONGEST_RETRY_AFTER;
}

/**
 * The back-off begins at the moment that Threads named, where it named one.
 *
 * @param retries 1 before the second attempt
 * @returns ms
 */
export function findBackoff(error: unknown, retries: number, now: number, random: () => number): number {
  const retryAt = error instanceof ThreadsError ? error.retryAt : undefined;
  return Math.max(0, (retryAt ?? now) - now) + backoffDelay(BACKOFF, retries, random);
}
