import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { type BackoffPolicy, backoffDelay } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { SECOND } from '../duration.ts';
import { ThreadsError, type ThreadsErrorKind } from './errors.ts';

/** Full jitter: many calls fail at the same moment. */
const BACKOFF: BackoffPolicy = { first: 500, last: 4 * SECOND, jitter: 1 };

/** Where Threads names a longer wait than this, the call ends at once, so that its caller need not wait. */
const LONGEST_RETRY_AFTER = 5 * SECOND;

/** A certificate that is not trusted, or a refusal of a proxy, is the same a second later. */
const PASSING_IN_SECONDS: ReadonlySet<ThreadsErrorKind> = new Set([
  'outage',
  'host-unknown',
  'proxy-unreachable',
]);

export interface RetryOptions {
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** The real wait (ms) for a back-off of so many ms: shorter where the clock runs faster than real time. */
  readonly retryDelay: (ms: number) => number;
}

/**
 * Makes up to so many attempts while they end in an error that can pass within seconds.
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
  // A check makes one attempt, and needs no policy.
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

/** Whether the same call can succeed within seconds: after an outage, or an unknown error that comes as a server's fault. */
function isWorthRetrying(error: unknown, now: number): boolean {
  if (!(error instanceof ThreadsError)) return false;
  const { kind, httpStatus = 0, retryAt = now } = error;
  const canPass = PASSING_IN_SECONDS.has(kind) || (kind === 'unknown' && httpStatus >= 500);
  return canPass && retryAt - now <= LONGEST_RETRY_AFTER;
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
