import { SECOND } from '../../../duration.ts';

/**
 * Slack accepts about one message a second in a channel, and short bursts.
 *
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const INTERVAL = SECOND;
const BURST = 5;

/** Above this number, channels that are free again are forgotten. */
const MOST_REMEMBERED = 1_000;

/**
 * Limits each channel on its own: a burst of calls, then a pause of as many seconds. New messages and edits are counted
 * apart, as Slack does: an edit takes no message's place.
 */
export class ChannelRateLimiter {
  /** When each channel may send a whole burst again, ms of the monotonic clock. */
  readonly #freeAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts a call. @param channel with the kind of the call @returns 0; or how long to wait before the next attempt, ms, where it may not be sent now */
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
