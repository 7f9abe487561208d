/** How the delays between attempts grow. */
export interface BackoffPolicy {
  /** The delay after the first failure, ms; it doubles with each further failure in a row. */
  readonly first: number;
  /** No delay is longer, ms. */
  readonly last: number;
  /** The share of each delay that is random, from 0 (always the whole delay) to 1 (anything from 0 to the whole). */
  readonly jitter: number;
}

/**
 * How long to wait before the next attempt: exponential back-off with jitter.
 *
 * @param failures how many attempts have failed in a row, at least 1
 * @param random returns a number from 0 to 1
 * @param asked the wait that the server named, ms: the delay is never shorter
 * @returns ms
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffDelay(
  { first, last, jitter }: BackoffPolicy,
  failures: number,
  random: () => number,
  asked = 0,
): number {
  const whole = Math.min(last, first * 2 ** (failures - 1));
  return Math.max(asked, whole * (1 - jitter * (1 - random())));
}
