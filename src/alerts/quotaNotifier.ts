import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { ContentOf, SnoozeMark } from '../messages/content.ts';
import { isNew } from '../notifications/notification.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { reminderId } from '../notifications/reminders/reminderId.ts';
import type { QuotaReached } from './decideQuotaAlerts.ts';
import type { EventFeed } from './eventFeed.ts';
import {
  type FiredThreshold,
  type QuotaSubscription,
  subscriptionIdPrefix,
  subscriptionKey,
} from './quotaSubscription.ts';

/** How much of a quota is used. */
export interface QuotaUse {
  readonly used: number;
  readonly total: number;
}

/** Stores notifications about quotas, and changes those that are posted. */
export class QuotaNotifier {
  readonly #outbox: Outbox;
  readonly #eventFeed: EventFeed;

  constructor(outbox: Outbox, eventFeed: EventFeed) {
    this.#outbox = outbox;
    this.#eventFeed = eventFeed;
  }

  /** @param thresholds in per cent; `undefined` where the channel's alerts were turned off */
  notifyChanged(
    channel: ChannelRef,
    account: string,
    by: string,
    thresholds: readonly number[] | undefined,
    now: number,
  ): Promise<void> {
    // Somebody typed it: no crash decides it again.
    const id = `quota-alerts/${subscriptionKey(channel, account)}/${randomUUID()}`;
    const content: ContentOf<'quota-alerts'> = {
      kind: 'quota-alerts',
      account,
      by,
      ...(thresholds && { thresholds: [...thresholds] }),
    };
    return this.#outbox.add(id, channel, content, { at: now, final: true });
  }

  /** @param alert counts the subscription's alerts @returns the id of the notification */
  async notifyReached(
    subscription: QuotaSubscription,
    { crossed, ...reached }: QuotaReached,
    alert: number,
    now: number,
  ): Promise<string> {
    const { channel, account } = subscription;
    const id = `quota/${subscriptionIdPrefix(subscription)}/${alert}`;
    const content: ContentOf<'quota'> = { kind: 'quota', account, ...reached, crossed: [...crossed] };
    await this.#outbox.add(id, channel, content, { at: now, final: false });
    const { pair, threshold, used, total } = reached;
    const facts = { pair, threshold, used, total };
    await this.#eventFeed.add({ kind: 'quota', news: 'reached', id, channel, account, at: now, ...facts });
    return id;
  }

  /** For programs: a quota of which they were told is used so much less that its threshold is armed again. */
  async addRecovered(
    subscription: QuotaSubscription,
    { pair, threshold }: FiredThreshold,
    { used, total }: QuotaUse,
    now: number,
  ): Promise<void> {
    const { channel, account, alerts } = subscription;
    const id = `quota-freed/${subscriptionIdPrefix(subscription)}/${pair}/${threshold}/${alerts}`;
    const facts = { pair, threshold, used, total };
    await this.#eventFeed.add({ kind: 'quota', news: 'recovered', id, channel, account, at: now, ...facts });
  }

  /** A new message: an edit notifies nobody, and people may be waiting for room. */
  notifyRecovered(
    subscription: QuotaSubscription,
    { pair, at }: FiredThreshold,
    { used, total }: QuotaUse,
    now: number,
  ): Promise<void> {
    const { channel, account, alerts } = subscription;
    const id = `quota-recovered/${subscriptionIdPrefix(subscription)}/${pair}/${alerts}`;
    const content: ContentOf<'quota-recovered'> = {
      kind: 'quota-recovered',
      account,
      pair,
      used,
      total,
      since: at ?? now,
      until: now,
    };
    return this.#outbox.add(id, channel, content, { at: now, final: true });
  }

  /** Shows on an alert that the quota has room again. */
  async showFreed(notificationId: string, freed: QuotaUse & { readonly at: number }): Promise<void> {
    await this.#outbox.revise(notificationId, ({ content }) =>
      content.kind === 'quota' ? { content: { ...content, freed }, final: true } : undefined,
    );
    await this.#dropReminder(notificationId);
    await this.#outbox.revise(reminderId(notificationId), ({ content, final }) => {
      if (content.kind !== 'reminder') return undefined;
      const about = content.about.map((each) => (each.kind === 'quota' ? { ...each, freed } : each));
      return { content: { ...content, about }, final };
    });
  }

  /** A reminder of an alert that is over, if it is not sent yet. */
  async #dropReminder(notificationId: string): Promise<void> {
    const reminder = await this.#outbox.get(reminderId(notificationId));
    if (reminder !== undefined && isNew(reminder)) await this.#outbox.forget([reminder.id]);
  }

  /** Shows on an alert who snoozed the account's quotas, and until when. */
  showSnoozed(notificationId: string, snoozed: SnoozeMark): Promise<void> {
    return this.#outbox.revise(notificationId, ({ content }) =>
      content.kind === 'quota' ? { content: { ...content, snoozed }, final: false } : undefined,
    );
  }

  /**
   * The subscription has ended: what was to be told of the account's quotas, and was not sent yet, is dropped. A crash can
   * have left an alert of which the subscription's own record does not know.
   */
  async dropUnsent(channel: ChannelRef, account: string): Promise<void> {
    const pending = await this.#outbox.pendingIn(channel, 'post');
    const dropped = pending.filter(
      ({ content }) =>
        (content.kind === 'quota' || content.kind === 'quota-recovered') && content.account === account,
    );
    await this.#outbox.forget(dropped.map(({ id }) => id));
  }

  /** Nothing changes these alerts any more: their subscription or their thresholds have ended. Unsent ones are dropped. */
  async finalize(notificationIds: readonly string[]): Promise<void> {
    for (const id of notificationIds) {
      await this.#dropReminder(id);
      const notification = await this.#outbox.get(id);
      if (notification !== undefined && isNew(notification)) await this.#outbox.forget([id]);
      else await this.#outbox.finalize(id);
    }
  }
}
