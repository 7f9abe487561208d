import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Watch } from '../watches/watch.ts';

interface Awaited {
  readonly channel: ChannelRef;
  checksLeft: number;
  hasEvents: boolean;
}

/**
 * The channels that a round's checks concern. A channel is ready to be told once no check of the round that concerns it
 * is left: so what happened to it together is one message, and no channel waits for another one's checks.
 */
export class BatchTracker {
  readonly #awaited = new Map<string, Awaited>();

  /** Notes checks that the round is going to make. */
  expect(watches: readonly Watch[]): void {
    for (const { subscribers } of watches)
      for (const { channel } of subscribers) {
        const key = channelKey(channel);
        const awaited = this.#awaited.get(key) ?? { channel, checksLeft: 0, hasEvents: false };
        this.#awaited.set(key, awaited);
        awaited.checksLeft += 1;
      }
  }

  /**
   * Notes that one of them is over, whether it was made or put off.
   *
   * @param hasEvent whether it found what its channels are told in a new message
   * @returns the channels that were waiting for it alone, and have something to be told
   */
  end({ subscribers }: Watch, hasEvent: boolean): ChannelRef[] {
    const ready: ChannelRef[] = [];
    for (const { channel } of subscribers) {
      const awaited = this.#awaited.get(channelKey(channel));
      if (awaited === undefined) continue;
      awaited.checksLeft -= 1;
      awaited.hasEvents ||= hasEvent;
      if (awaited.checksLeft > 0) continue;
      this.#awaited.delete(channelKey(channel));
      if (awaited.hasEvents) ready.push(channel);
    }
    return ready;
  }
}
