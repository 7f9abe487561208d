import { setTimeout as delay } from 'node:timers/promises';
import { type BackoffPolicy, backoffDelay } from '../../../backoff.ts';
import { SECOND } from '../../../duration.ts';

/** While Slack can't be reached. */
export const CONNECT_BACKOFF: BackoffPolicy = { first: SECOND / 2, last: 30 * SECOND, jitter: 0.5 };

export interface TryOptions {
  /** Ends the attempts: `undefined` is returned. */
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Called with each failure; throws where another attempt makes no sense. @returns the wait that Slack named, ms */
  readonly onFailure: (error: unknown) => number | undefined;
}

/** Calls `work` until it succeeds, with a back-off between the attempts. */
export async function keepTrying<T>(work: () => Promise<T>, options: TryOptions): Promise<T | undefined> {
  const { signal, random, onFailure } = options;
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return undefined;
      const wait = backoffDelay(CONNECT_BACKOFF, failures, random, onFailure(error));
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
