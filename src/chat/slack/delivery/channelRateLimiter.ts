import { SECOND } from '../../../duration.ts';

/**
 * Slack takes about one message a second in a channel, and forgives short bursts.
 *
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const INTERVAL = SECOND;
const BURST = 5;

/** A channel whose turn has long come round need not be remembered. */
const MOST_REMEMBERED = 1_000;

/** Holds each channel to its pace, whatever the others do: a few messages at once, then a rest as long. */
export class ChannelRateLimiter {
  /** When what was sent to a channel is worked off, ms on the machine's own count. */
  readonly #freeAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes a turn in a channel. @returns 0, or how long to wait before asking again, ms: then no turn was taken */
  take(channel: string): number {
    const now = this.#now();
    const freeAt = Math.max(now, this.#freeAt.get(channel) ?? 0);
    if (freeAt - now > (BURST - 1) * INTERVAL) return freeAt - now;
    this.#freeAt.set(channel, freeAt + INTERVAL);
    if (this.#freeAt.size > MOST_REMEMBERED) this.#forget(now);
    return 0;
  }

  #forget(now: number): void {
    for (const [channel, freeAt] of this.#freeAt) if (freeAt <= now) this.#freeAt.delete(channel);
  }
}
