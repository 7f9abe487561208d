import type { ChannelRef } from '../channelRef.ts';
import type { SnoozeMark } from '../messages/content.ts';
import { channelSnoozedId } from '../notifications/dispatch/snoozeExpiry.ts';
import type { SnoozeSubject } from '../notifications/kinds/notificationKind.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { SnoozeStore } from '../notifications/snoozeStore.ts';
import { watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { findSubscriber } from './findSubscriber.ts';
import type { Notifier } from './notifier.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';

export interface SnoozeRequest extends SnoozeSubject {
  readonly channel: ChannelRef;
  readonly by: string;
  /** ms since the epoch. */
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
    const { snoozeStore, watchStore, quotaAlerts, notifier } = this.#options;
    const mark = { by, until };
    await snoozeStore.begin({ version: 2, channel, account, container, ...mark });
    if (account === undefined) return this.#showChannel(channel, mark);
    if (container === undefined) return quotaAlerts.showSnoozed(channel, account, mark);
    const subscriber = findSubscriber(await watchStore.get(watchKey(account, container)), channel);
    if (subscriber !== undefined) await notifier.showSnoozed(subscriber, container, mark);
  }

  /** Until when the whole channel is snoozed; `undefined` where it is not. */
  channelUntil(channel: ChannelRef, now: number): number | undefined {
    return this.#options.snoozeStore.channelUntil(channel, now);
  }

  /** A channel has one such message: a snooze that is prolonged changes it. */
  async #showChannel(channel: ChannelRef, mark: SnoozeMark): Promise<void> {
    const { outbox } = this.#options;
    const id = channelSnoozedId(channel);
    const content = { kind: 'channel-snoozed', ...mark } as const;
    await outbox.add(id, channel, content, { at: mark.until, final: false });
    await outbox.revise(id, () => ({ content, final: false }));
  }
}
