import { type BackoffPolicy, backoffDelay } from '../../backoff.ts';
import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import { DeliveryError } from '../chatPort.ts';

/** The back-off after passing faults, longer each time. */
const BACKOFF: BackoffPolicy = { first: 5 * SECOND, last: 5 * MINUTE, jitter: 0.5 };

/** A channel to which sending fails, from the first failed try on. Times are ms since the epoch. */
export interface ChannelFault {
  readonly channel: ChannelRef;
  readonly since: number;
  readonly tries: number;
  readonly retryAt: number;
  /** Whether `retryAt` comes from the `Retry-After` of the platform, and not from our own back-off. */
  readonly isRetryAfter: boolean;
  /** Whether it is known that no message is taken: the platform said so, or the fault is on our side. */
  readonly holdsAll: boolean;
}

/** When a channel is tried again after a passing fault: a 429 of the platform, an outage, a lost connection. */
export class ChannelBackoff {
  readonly #faults = new Map<string, ChannelFault>();
  readonly #random: () => number;

  /** @param random from 0 to 1, spreads the retries of many channels */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** When a channel may be tried again, ms since the epoch; 0 where nothing failed. */
  retryAt(channel: ChannelRef): number {
    return this.#faults.get(channelKey(channel))?.retryAt ?? 0;
  }

  /** Whether even a message that was not tried yet must wait. */
  holdsAll(channel: ChannelRef): boolean {
    return this.#faults.get(channelKey(channel))?.holdsAll ?? false;
  }

  /** Records a passing fault. */
  fail(channel: ChannelRef, error: unknown, now: number): ChannelFault {
    const before = this.#faults.get(channelKey(channel));
    const tries = (before?.tries ?? 0) + 1;
    const backoff = backoffDelay(BACKOFF, tries, this.#random);
    const retryAfter = error instanceof DeliveryError ? (error.retryAfter ?? 0) : 0;
    const fault: ChannelFault = {
      channel,
      since: before?.since ?? now,
      tries,
      retryAt: now + Math.max(retryAfter, backoff),
      isRetryAfter: retryAfter > backoff,
      holdsAll: retryAfter > 0 || !(error instanceof DeliveryError),
    };
    this.#faults.set(channelKey(channel), fault);
    return fault;
  }

  /**
   * Records that a channel took a message. The platform works again, so its other channels are tried at once, except
   * for those to which it named a time itself.
   *
   * @returns the fault that this ends, where there was one
   */
  succeed(channel: ChannelRef, now: number): ChannelFault | undefined {
    const fault = this.#faults.get(channelKey(channel));
    if (fault === undefined) return undefined;
    this.forget(channel);
    for (const [key, other] of this.#faults)
      if (other.channel.platform === channel.platform && !other.isRetryAfter)
        this.#faults.set(key, { ...other, retryAt: Math.min(other.retryAt, now) });
    return fault;
  }

  forget(channel: ChannelRef): void {
    this.#faults.delete(channelKey(channel));
  }
}
