import { SECOND } from '../duration.ts';

export interface CallRate {
  /** How many calls may come at once. */
  readonly burst: number;
  readonly perSecond: number;
}

/** One hook: a program that registers a hundred posts a second, after a burst, is let through. */
export const HOOK_RATE: CallRate = { burst: 100, perSecond: 150 };

/** All calls with keys that are unknown, together: guessing is slow, and takes nothing from those that have a key. */
export const UNKNOWN_RATE: CallRate = { burst: 300, perSecond: 10 };

/** Limits how many calls come through, as a bucket of tokens that fills up by time. */
export class CallLimit {
  readonly #rate: CallRate;
  #tokens: number;
  #at: number;

  /** @param now ms since the epoch */
  constructor(rate: CallRate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** @param now ms since the epoch @returns 0 where the call may come through; else after how many whole seconds the next one may */
  take(now: number): number {
    const { burst, perSecond } = this.#rate;
    // A clock that was set back adds nothing, and goes on from its new time.
    const added = (Math.max(0, now - this.#at) * perSecond) / SECOND;
    this.#tokens = Math.min(burst, this.#tokens + added);
    this.#at = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - this.#tokens) / perSecond));
  }
}
