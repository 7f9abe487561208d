import type { ChannelRef } from '../channelRef.ts';
import { channelKey } from '../channelRef.ts';
import { channelSnoozedId } from '../notifications/dispatch/snoozeExpiry.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { SnoozeStore, SnoozeSubject } from '../notifications/snoozeStore.ts';
import { type Subscriber, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { Notifier } from './notifier.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';

export interface SnoozeRequest extends SnoozeSubject {
  readonly channel: ChannelRef;
  readonly by: string;
  readonly until: number;
}

export interface SnoozeServiceOptions {
  readonly snoozeStore: SnoozeStore;
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
  readonly quotaAlerts: QuotaAlerts;
  readonly notifier: Notifier;
}

/** Begins snoozes, and shows in the channel who began one and until when. */
export class SnoozeService {
  readonly #options: SnoozeServiceOptions;

  constructor(options: SnoozeServiceOptions) {
    this.#options = options;
  }

  async begin({ channel, by, account, container, until }: SnoozeRequest): Promise<void> {
    const { snoozeStore, quotaAlerts, notifier } = this.#options;
    const mark = { by, until };
    await snoozeStore.begin({ version: 2, channel, account, container, ...mark });
    if (account === undefined) return this.#showChannel(channel, mark);
    if (container === undefined) return quotaAlerts.showSnoozed(channel, account, mark);
    const subscriber = await this.#subscriber(channel, account, container);
    if (subscriber !== undefined) await notifier.showSnoozed(subscriber, container, mark);
  }

  /** Until when a channel as a whole is snoozed, where it is. */
  channelUntil(channel: ChannelRef, now: number): number | undefined {
    return this.#options.snoozeStore.channelUntil(channel, now);
  }

  /** One message for the channel, however often its snooze is prolonged. */
  async #showChannel(channel: ChannelRef, mark: { by: string; until: number }): Promise<void> {
    const { outbox } = this.#options;
    const id = channelSnoozedId(channel);
    await outbox.add(id, channel, { kind: 'channel-snoozed', ...mark }, { at: mark.until, final: false });
    await outbox.revise(id, () => ({ content: { kind: 'channel-snoozed', ...mark }, final: false }));
  }

  async #subscriber(
    channel: ChannelRef,
    account: string,
    container: string,
  ): Promise<Subscriber | undefined> {
    const watch = await this.#options.watchStore.get(watchKey(account, container));
    return watch?.subscribers.find((subscriber) => channelKey(subscriber.channel) === channelKey(channel));
  }
}
