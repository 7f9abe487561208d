import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import { DeliveryError } from '../chatPort.ts';

/** After a passing fault a channel is left alone for this long, longer each time. */
const RETRY = { first: 5 * SECOND, last: 5 * MINUTE };

/** A channel that does not take what is sent to it, from the first try to the last. */
export interface Fault {
  readonly channel: ChannelRef;
  readonly since: number;
  readonly tries: number;
  /** ms since the epoch. */
  readonly retryAt: number;
  /** Whether the platform itself named the time. */
  readonly isAsked: boolean;
}

/** Which channels are left alone for a while after a passing fault, and until when. */
export class ChannelBackoff {
  readonly #faults = new Map<string, Fault>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Until when a channel is left alone; 0 where it is not. */
  until(key: string): number {
    return this.#faults.get(key)?.retryAt ?? 0;
  }

  /** Notes a passing fault. */
  fail(channel: ChannelRef, error: unknown, now: number): Fault {
    const before = this.#faults.get(channelKey(channel));
    const tries = (before?.tries ?? 0) + 1;
    const longest = Math.min(RETRY.last, RETRY.first * 2 ** Math.min(tries - 1, 16));
    const asked = error instanceof DeliveryError ? (error.retryAfter ?? 0) : 0;
    const backOff = longest * (0.5 + this.#random() / 2);
    const fault: Fault = {
      channel,
      since: before?.since ?? now,
      tries,
      retryAt: now + Math.max(asked, backOff),
      isAsked: asked > backOff,
    };
    this.#faults.set(channelKey(channel), fault);
    return fault;
  }

  /**
   * Notes that a channel took something: what else waits for the same platform by our own choice is tried at once.
   *
   * @returns the fault that is over, where there was one
   */
  succeed(channel: ChannelRef, now: number): Fault | undefined {
    const fault = this.#faults.get(channelKey(channel));
    if (fault === undefined) return undefined;
    this.forget(channel);
    for (const [key, other] of this.#faults)
      if (other.channel.platform === channel.platform && !other.isAsked)
        this.#faults.set(key, { ...other, retryAt: Math.min(other.retryAt, now) });
    return fault;
  }

  forget(channel: ChannelRef): void {
    this.#faults.delete(channelKey(channel));
  }
}
