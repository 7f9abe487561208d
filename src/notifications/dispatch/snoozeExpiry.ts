import { type ChannelRef, channelKey } from '../../channelRef.ts';
import type { Outbox } from '../outbox.ts';
import type { Snooze, SnoozeStore } from '../snoozeStore.ts';

/** The id of the one notification that shows that a whole channel is snoozed. */
export function channelSnoozedId(channel: ChannelRef): string {
  return `channel-snoozed/${channelKey(channel)}`;
}

/** Ends snoozes whose time has passed, and shows that in the channel. */
export class SnoozeExpiry {
  readonly #snoozeStore: SnoozeStore;
  readonly #outbox: Outbox;

  constructor(snoozeStore: SnoozeStore, outbox: Outbox) {
    this.#snoozeStore = snoozeStore;
    this.#outbox = outbox;
  }

  /**
   * A snooze is forgotten only when everything that it held back was sent or forgotten: after a crash in between, it
   * still decides what is not true any more.
   */
  async endPassed(now: number): Promise<void> {
    for (const snooze of this.#snoozeStore.ended(now)) {
      const pending = await this.#outbox.pendingIn(snooze.channel);
      if (pending.some((notification) => this.#snoozeStore.snoozesOf(notification).includes(snooze)))
        continue;
      if (snooze.account === undefined) await this.#showEnd(snooze);
      await this.#snoozeStore.forget(snooze);
    }
  }

  #showEnd({ channel }: Snooze): Promise<void> {
    return this.#outbox.revise(channelSnoozedId(channel), ({ content }) =>
      content.kind === 'channel-snoozed' ? { content: { ...content, isOver: true }, final: true } : undefined,
    );
  }
}
