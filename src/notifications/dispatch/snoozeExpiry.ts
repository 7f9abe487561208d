import { type ChannelRef, channelKey } from '../../channelRef.ts';
import type { Outbox } from '../outbox.ts';
import type { Snooze, SnoozeStore } from '../snoozeStore.ts';

/** The id of the one message that says a channel as a whole is snoozed. */
export function channelSnoozedId(channel: ChannelRef): string {
  return `channel-snoozed/${channelKey(channel)}`;
}

/** Ends snoozes whose time is over, and says so in the channel. */
export class SnoozeExpiry {
  readonly #snoozeStore: SnoozeStore;
  readonly #outbox: Outbox;

  constructor(snoozeStore: SnoozeStore, outbox: Outbox) {
    this.#snoozeStore = snoozeStore;
    this.#outbox = outbox;
  }

  /** When the next snooze ends, ms since the epoch; never, where there is none. */
  get nextEnd(): number {
    return this.#snoozeStore.nextEnd;
  }

  /** Ends the snoozes whose time is over, once all that they held back has been sent or dropped. */
  async endPassed(now: number): Promise<void> {
    for (const snooze of this.#snoozeStore.ended(now)) {
      const waiting = await this.#outbox.outdatedIn(snooze.channel);
      if (waiting.some((notification) => this.#snoozeStore.over(notification).includes(snooze))) continue;
      if (snooze.account === undefined) await this.#showChannelOver(snooze);
      await this.#snoozeStore.forget(snooze);
    }
  }

  #showChannelOver({ channel }: Snooze): Promise<void> {
    return this.#outbox.revise(channelSnoozedId(channel), ({ content }) =>
      content.kind === 'channel-snoozed' ? { content: { ...content, isOver: true }, final: true } : undefined,
    );
  }
}
