import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../../../duration.ts';

/**
 * Slack takes about one message a second in a channel, and forgives short bursts.
 *
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const INTERVAL = SECOND;
const BURST = 3;

/** A channel whose turn has long come round need not be remembered. */
const MOST_REMEMBERED = 1_000;

/** Holds each channel to its pace, whatever the others do. */
export class Pace {
  /** When a channel's debt is paid, ms on the machine's own count. */
  readonly #paidAt = new Map<string, number>();
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor(now: () => number = () => performance.now(), wait: (ms: number) => Promise<unknown> = delay) {
    this.#now = now;
    this.#wait = wait;
  }

  /** Resolves when it is the channel's turn. */
  async take(channel: string): Promise<void> {
    const now = this.#now();
    const paidAt = Math.max(now, this.#paidAt.get(channel) ?? 0) + INTERVAL;
    this.#paidAt.set(channel, paidAt);
    if (this.#paidAt.size > MOST_REMEMBERED) this.#forget(now);
    const wait = paidAt - now - BURST * INTERVAL;
    if (wait > 0) await this.#wait(wait);
  }

  #forget(now: number): void {
    for (const [channel, paidAt] of this.#paidAt) if (paidAt <= now) this.#paidAt.delete(channel);
  }
}
