import { type ChannelRef, channelKey } from '../channelRef.ts';
import { HOUR } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { ContentOf, SnoozeMark } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { QuotaReading } from '../threads/quotas.ts';
import { decideQuotaAlerts, type QuotaDecision } from './decideQuotaAlerts.ts';
import type { FiredThreshold, QuotaSubscription } from './quotaSubscription.ts';

/** Having no quota left for so long is worth a message when there is some again. */
const MISSED_FOR_LONG = HOUR;

/** The channels' quota alerts, and what each reading makes of them. */
export class QuotaAlerts {
  readonly #records: Collection<QuotaSubscription>;
  readonly #outbox: Outbox;
  readonly #lock = new KeyedLock();
  /** Who subscribes to what, so that a reading costs only the channels that want it. */
  readonly #channels = new Map<string, { readonly account: string; readonly channel: ChannelRef }>();

  constructor(records: Collection<QuotaSubscription>, outbox: Outbox) {
    this.#records = records;
    this.#outbox = outbox;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, { account, channel }] of this.#records.entries(onCorrupt))
      this.#channels.set(key, { account, channel });
  }

  /** The accounts that some channel wants to hear of. */
  get accounts(): string[] {
    return [...new Set([...this.#channels.values()].map(({ account }) => account))];
  }

  channelsOf(account: string): ChannelRef[] {
    return [...this.#channels.values()]
      .filter((entry) => entry.account === account)
      .map(({ channel }) => channel);
  }

  get(channel: ChannelRef, account: string): Promise<QuotaSubscription | undefined> {
    return this.#records.get(subscriptionKey(channel, account));
  }

  /** Subscribes a channel, or changes its thresholds; those that have fired and are kept do not fire again. */
  turnOn(
    channel: ChannelRef,
    account: string,
    by: string,
    thresholds: readonly number[],
    now: number,
  ): Promise<void> {
    const key = subscriptionKey(channel, account);
    return this.#lock.run(key, async () => {
      const before = await this.#records.get(key);
      const fired = before?.fired.filter(({ threshold }) => thresholds.includes(threshold)) ?? [];
      const since = before?.since ?? now;
      const alerts = before?.alerts ?? 0;
      await this.#records.set(key, {
        version: 2,
        channel,
        account,
        by,
        since,
        thresholds: [...thresholds],
        fired,
        alerts,
      });
      this.#channels.set(key, { account, channel });
    });
  }

  /** Ends a channel's subscription. @returns what it was, where there was one */
  turnOff(channel: ChannelRef, account: string): Promise<QuotaSubscription | undefined> {
    const key = subscriptionKey(channel, account);
    return this.#lock.run(key, async () => {
      const before = await this.#records.get(key);
      for (const { notificationId } of before?.fired ?? [])
        if (notificationId !== undefined) await this.#outbox.finalize(notificationId);
      await this.#records.delete(key);
      this.#channels.delete(key);
      return before;
    });
  }

  /** Tells a channel that somebody has turned its alerts on, at these thresholds, or off. */
  flushNew(
    channel: ChannelRef,
    account: string,
    by: string,
    thresholds: readonly number[] | undefined,
    now: number,
  ): Promise<void> {
    const content = {
      kind: 'quota-alerts',
      account,
      by,
      ...(thresholds && { thresholds: [...thresholds] }),
    } as const;
    const id = `quota-alerts/${subscriptionKey(channel, account)}/${now}`;
    return this.#outbox.add(id, channel, content, { at: now, final: true });
  }

  /** The accounts whose quotas a channel wants to hear of. */
  accountsIn(channel: ChannelRef): string[] {
    const entries = [...this.#channels.values()].filter(
      (entry) => channelKey(entry.channel) === channelKey(channel),
    );
    return entries.map(({ account }) => account);
  }

  /** Ends all that a channel subscribed to. @returns what that was */
  async forgetChannel(channel: ChannelRef): Promise<QuotaSubscription[]> {
    const ended: QuotaSubscription[] = [];
    for (const account of this.accountsIn(channel)) {
      const subscription = await this.turnOff(channel, account);
      if (subscription !== undefined) ended.push(subscription);
    }
    return ended;
  }

  /** Shows on the alerts that stand who snoozed the account's quotas, and until when. */
  async showSnoozed(channel: ChannelRef, account: string, snoozed: SnoozeMark): Promise<void> {
    const subscription = await this.get(channel, account);
    for (const { notificationId } of subscription?.fired ?? [])
      if (notificationId !== undefined)
        await this.#outbox.revise(notificationId, ({ content }) =>
          content.kind === 'quota' ? { content: { ...content, snoozed }, final: false } : undefined,
        );
  }

  /** Stores what a reading is to tell each subscribed channel. */
  async take(account: string, reading: QuotaReading, now: number): Promise<void> {
    const keys = [...this.#channels].filter(([, entry]) => entry.account === account).map(([key]) => key);
    await Promise.all(keys.map((key) => this.#lock.run(key, () => this.#apply(key, reading, now))));
  }

  async #apply(key: string, reading: QuotaReading, now: number): Promise<void> {
    const subscription = await this.#records.get(key);
    if (subscription === undefined) return;
    const decision = decideQuotaAlerts(subscription, reading);
    if (decision.reached.length + decision.freed.length === 0) return;
    const next = await this.#tell(subscription, decision, now);
    await this.#records.set(key, next);
  }

  async #tell(
    subscription: QuotaSubscription,
    { reached, freed }: QuotaDecision,
    now: number,
  ): Promise<QuotaSubscription> {
    const { channel, account } = subscription;
    const gone = new Set(freed.map(({ fired }) => fired));
    const fired = subscription.fired.filter((entry) => !gone.has(entry));
    let alerts = subscription.alerts;
    for (const { fired: entry, used, total } of freed) {
      if (entry.notificationId !== undefined)
        await this.#noteFreed(entry.notificationId, { used, total, at: now });
      if (wasMissedForLong(entry, now))
        await this.#notifyRecovered(subscription, entry, { used, total }, now);
    }
    for (const { pair, threshold, crossed, used, total } of reached) {
      alerts += 1;
      const notificationId = `quota/${subscriptionKey(channel, account)}/${alerts}`;
      const content: ContentOf<'quota'> = {
        kind: 'quota',
        account,
        pair,
        threshold,
        crossed: [...crossed],
        used,
        total,
      };
      await this.#outbox.add(notificationId, channel, content, { at: now, final: false });
      for (const crossedThreshold of crossed)
        fired.push({
          pair,
          threshold: crossedThreshold,
          at: now,
          ...(crossedThreshold === threshold && { notificationId }),
        });
    }
    return { ...subscription, fired, alerts };
  }

  /** An edit tells nobody; who had to do without for long is waiting to hear of it. */
  #notifyRecovered(
    { channel, account, alerts }: QuotaSubscription,
    { pair, at }: FiredThreshold,
    { used, total }: { used: number; total: number },
    now: number,
  ): Promise<void> {
    const id = `quota-recovered/${subscriptionKey(channel, account)}/${pair}/${alerts}`;
    const content = {
      kind: 'quota-recovered',
      account,
      pair,
      used,
      total,
      since: at ?? now,
      until: now,
    } as const;
    return this.#outbox.add(id, channel, content, { at: now, final: true });
  }

  #noteFreed(notificationId: string, freed: { used: number; total: number; at: number }): Promise<void> {
    return this.#outbox.revise(notificationId, ({ content }) =>
      content.kind === 'quota' ? { content: { ...content, freed }, final: true } : undefined,
    );
  }
}

/** Whether a quota that was used up stayed so for longer than people shrug off. */
function wasMissedForLong({ threshold, at }: FiredThreshold, now: number): boolean {
  return threshold === 100 && at !== undefined && now - at >= MISSED_FOR_LONG;
}

function subscriptionKey(channel: ChannelRef, account: string): string {
  return `${channelKey(channel)}/${account}`;
}
