import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../../../duration.ts';

const RETRY = { first: SECOND / 2, last: 30 * SECOND };

/** How long to wait before the next try, ms: twice as long each time, spread so that not all come at once. */
export function retryDelay(tries: number, random: () => number): number {
  return Math.min(RETRY.last, RETRY.first * 2 ** Math.min(tries - 1, 16)) * (0.5 + random() / 2);
}

export interface TryOptions {
  /** Ends the trying: `undefined` is returned. */
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Told of each failure; throws where another try makes no sense. Its answer, ms, is waited for at least. */
  readonly onFailure: (error: unknown) => number | undefined;
}

/** Does something until it succeeds. */
export async function keepTrying<T>(work: () => Promise<T>, options: TryOptions): Promise<T | undefined> {
  const { signal, random, onFailure } = options;
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return undefined;
      const wait = Math.max(onFailure(error) ?? 0, retryDelay(tries, random));
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
