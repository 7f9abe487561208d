import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Watch } from '../watches/watch.ts';

/** A channel for which the round still has checks to make. */
interface PendingChannel {
  readonly channel: ChannelRef;
  checksLeft: number;
  hasEvents: boolean;
}

/**
 * Counts, for each channel, the checks of a round that are not over yet. A channel is ready for its notifications
 * once no check for it is left. So all events of a round for one channel can be grouped into one message, and no
 * channel waits for the checks of another one.
 */
export class BatchTracker {
  readonly #pending = new Map<string, PendingChannel>();

  /** Adds checks that the round is going to make; {@link end} must be called for each. */
  expect(watches: readonly Watch[]): void {
    for (const { subscribers } of watches)
      for (const { channel } of subscribers) {
        const key = channelKey(channel);
        const pending = this.#pending.get(key) ?? { channel, checksLeft: 0, hasEvents: false };
        this.#pending.set(key, pending);
        pending.checksLeft += 1;
      }
  }

  /**
   * Records that a check is over for this round, whether it was made or put off.
   *
   * @param hasEvent whether the check found an event that its channels are notified of
   * @returns the channels for which this was the last check, and for which the round found an event
   */
  end({ subscribers }: Watch, hasEvent: boolean): ChannelRef[] {
    const ready: ChannelRef[] = [];
    for (const { channel } of subscribers) {
      const pending = this.#pending.get(channelKey(channel));
      if (pending === undefined) continue;
      pending.checksLeft -= 1;
      pending.hasEvents ||= hasEvent;
      if (pending.checksLeft > 0) continue;
      this.#pending.delete(channelKey(channel));
      if (pending.hasEvents) ready.push(channel);
    }
    return ready;
  }
}
