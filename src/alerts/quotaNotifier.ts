import type { ChannelRef } from '../channelRef.ts';
import type { ContentOf, SnoozeMark } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { QuotaReached } from './decideQuotaAlerts.ts';
import { type FiredThreshold, type QuotaSubscription, subscriptionKey } from './quotaSubscription.ts';

/** How much of a quota is used. */
export interface QuotaUse {
  readonly used: number;
  readonly total: number;
}

/** Stores notifications about quotas, and changes those that are posted. */
export class QuotaNotifier {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** @param thresholds in per cent; `undefined` where the channel's alerts were turned off */
  notifyChanged(
    channel: ChannelRef,
    account: string,
    by: string,
    thresholds: readonly number[] | undefined,
    now: number,
  ): Promise<void> {
    const id = `quota-alerts/${subscriptionKey(channel, account)}/${now}`;
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
    { channel, account }: QuotaSubscription,
    { crossed, ...reached }: QuotaReached,
    alert: number,
    now: number,
  ): Promise<string> {
    const id = `quota/${subscriptionKey(channel, account)}/${alert}`;
    const content: ContentOf<'quota'> = { kind: 'quota', account, ...reached, crossed: [...crossed] };
    await this.#outbox.add(id, channel, content, { at: now, final: false });
    return id;
  }

  /** A new message: an edit notifies nobody, and people may be waiting for room. */
  notifyRecovered(
    { channel, account, alerts }: QuotaSubscription,
    { pair, at }: FiredThreshold,
    { used, total }: QuotaUse,
    now: number,
  ): Promise<void> {
    const id = `quota-recovered/${subscriptionKey(channel, account)}/${pair}/${alerts}`;
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
  showFreed(notificationId: string, freed: QuotaUse & { readonly at: number }): Promise<void> {
    return this.#outbox.revise(notificationId, ({ content }) =>
      content.kind === 'quota' ? { content: { ...content, freed }, final: true } : undefined,
    );
  }

  /** Shows on an alert who snoozed the account's quotas, and until when. */
  showSnoozed(notificationId: string, snoozed: SnoozeMark): Promise<void> {
    return this.#outbox.revise(notificationId, ({ content }) =>
      content.kind === 'quota' ? { content: { ...content, snoozed }, final: false } : undefined,
    );
  }

  /** The subscription ended: nothing changes its alerts any more. */
  async finalize(notificationIds: readonly string[]): Promise<void> {
    for (const id of notificationIds) await this.#outbox.finalize(id);
  }
}
