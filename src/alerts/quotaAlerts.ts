import { randomUUID } from 'node:crypto';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import { HOUR } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { SnoozeMark } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { QuotaReading } from '../threads/quotas.ts';
import { decideQuotaAlerts, type QuotaDecision } from './decideQuotaAlerts.ts';
import type { EventFeed } from './eventFeed.ts';
import { QuotaNotifier } from './quotaNotifier.ts';
import { type FiredThreshold, type QuotaSubscription, subscriptionKey } from './quotaSubscription.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';

/** A quota that was used up for so long is worth a new message when there is room again. */
const LONG_USED_UP = HOUR;

export interface QuotaAlertsParts {
  readonly outbox: Outbox;
  readonly eventFeed: EventFeed;
  readonly recentSubscribers: RecentSubscribers;
}

/** The channels' subscriptions to quota alerts, and what each reading means for them. */
export class QuotaAlerts {
  readonly #records: Collection<QuotaSubscription>;
  readonly #notifier: QuotaNotifier;
  readonly #recentSubscribers: RecentSubscribers;
  readonly #lock = new KeyedLock();
  /** Every subscription, so that a reading reads from the store only those of its account, and for `restore`. */
  readonly #channels = new Map<string, QuotaSubscription>();

  constructor(
    records: Collection<QuotaSubscription>,
    { outbox, eventFeed, recentSubscribers }: QuotaAlertsParts,
  ) {
    this.#recentSubscribers = recentSubscribers;
    this.#records = records;
    this.#notifier = new QuotaNotifier(outbox, eventFeed);
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, subscription] of this.#records.entries(onCorrupt))
      this.#channels.set(key, subscription);
  }

  /** Stores again the subscriptions that memory knows and the store has lost. @returns those */
  async restore(): Promise<QuotaSubscription[]> {
    const lost: QuotaSubscription[] = [];
    for (const key of [...this.#channels.keys()])
      await this.#lock.run(key, async () => {
        const subscription = this.#channels.get(key);
        if (subscription === undefined || (await this.#records.get(key)) !== undefined) return;
        await this.#records.set(key, subscription);
        lost.push(subscription);
      });
    return lost;
  }

  /** The accounts that at least one channel subscribed to. */
  get accounts(): string[] {
    return [...new Set([...this.#channels.values()].map(({ account }) => account))];
  }

  /** The channels that subscribed to an account. */
  channels(): ChannelRef[] {
    return [...this.#channels.values()].map(({ channel }) => channel);
  }

  channelsOf(account: string): ChannelRef[] {
    return [...this.#channels.values()]
      .filter((entry) => entry.account === account)
      .map(({ channel }) => channel);
  }

  /** The accounts that a channel subscribed to. */
  accountsIn(channel: ChannelRef): string[] {
    const entries = [...this.#channels.values()].filter(
      (entry) => channelKey(entry.channel) === channelKey(channel),
    );
    return entries.map(({ account }) => account);
  }

  get(channel: ChannelRef, account: string): Promise<QuotaSubscription | undefined> {
    return this.#records.get(subscriptionKey(channel, account));
  }

  /** Subscribes a channel, or changes its thresholds. A threshold that it had before and that fired stays fired. */
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
      const isKept = ({ threshold }: FiredThreshold): boolean => thresholds.includes(threshold);
      const dropped = before && { ...before, fired: before.fired.filter((each) => !isKept(each)) };
      await this.#notifier.finalize(alertsOf(dropped));
      await this.#save(key, {
        version: 2,
        channel,
        account,
        by,
        since: before?.since ?? now,
        thresholds: [...thresholds],
        fired: before?.fired.filter(isKept) ?? [],
        alerts: before?.alerts ?? 0,
        ...(before === undefined ? { id: randomUUID() } : before.id !== undefined && { id: before.id }),
      });
      await this.#recentSubscribers.note(account, channel, now);
    });
  }

  /** Ends a channel's subscription because people want that. @returns the subscription, where there was one */
  async turnOff(channel: ChannelRef, account: string, now: number): Promise<QuotaSubscription | undefined> {
    const before = await this.end(channel, account);
    if (before !== undefined) await this.#recentSubscribers.note(account, channel, now);
    return before;
  }

  /** Ends a channel's subscription. @returns the subscription, where there was one */
  end(channel: ChannelRef, account: string): Promise<QuotaSubscription | undefined> {
    const key = subscriptionKey(channel, account);
    return this.#lock.run(key, async () => {
      const before = await this.#records.get(key);
      await this.#notifier.finalize(alertsOf(before));
      await this.#notifier.dropUnsent(channel, account);
      await this.#records.delete(key);
      this.#channels.delete(key);
      return before;
    });
  }

  /** Shows in the channel who turned its alerts on or off. */
  notifyChanged(...change: Parameters<QuotaNotifier['notifyChanged']>): Promise<void> {
    return this.#notifier.notifyChanged(...change);
  }

  /** Ends all of a channel's subscriptions. @returns what they were */
  async forgetChannel(channel: ChannelRef): Promise<QuotaSubscription[]> {
    const ended: QuotaSubscription[] = [];
    for (const account of this.accountsIn(channel)) {
      const subscription = await this.end(channel, account);
      if (subscription !== undefined) ended.push(subscription);
    }
    return ended;
  }

  /** The ids of the channel's alerts of an account that can still change. */
  async openAlertsOf(channel: ChannelRef, account: string): Promise<string[]> {
    return alertsOf(await this.get(channel, account));
  }

  /** Shows on the channel's alerts who snoozed the account's quotas, and until when. */
  async showSnoozed(channel: ChannelRef, account: string, snoozed: SnoozeMark): Promise<void> {
    for (const id of await this.openAlertsOf(channel, account)) await this.#notifier.showSnoozed(id, snoozed);
  }

  /** Stores what each subscribed channel is to be notified of after a reading. */
  async applyReading(account: string, reading: QuotaReading, now: number): Promise<void> {
    const keys = [...this.#channels].filter(([, entry]) => entry.account === account).map(([key]) => key);
    await Promise.all(keys.map((key) => this.#lock.run(key, () => this.#apply(key, reading, now))));
  }

  /** The notifications are stored before the subscription: after a crash in between, they get the same ids again. */
  async #apply(key: string, reading: QuotaReading, now: number): Promise<void> {
    const subscription = await this.#records.get(key);
    if (subscription === undefined) return;
    const decision = decideQuotaAlerts(subscription, reading);
    if (decision.reached.length + decision.freed.length === 0) return;
    await this.#notifyFreed(subscription, decision, now);
    const fired = await this.#notifyReached(subscription, decision, now);
    const freed = new Set(decision.freed.map((each) => each.fired));
    await this.#save(key, {
      ...subscription,
      fired: [...subscription.fired.filter((each) => !freed.has(each)), ...fired],
      alerts: subscription.alerts + decision.reached.length,
    });
  }

  async #save(key: string, subscription: QuotaSubscription): Promise<void> {
    await this.#records.set(key, subscription);
    this.#channels.set(key, subscription);
  }

  async #notifyFreed(subscription: QuotaSubscription, { freed }: QuotaDecision, now: number): Promise<void> {
    for (const { fired, used, total } of freed) {
      if (fired.notificationId !== undefined) {
        await this.#notifier.showFreed(fired.notificationId, { used, total, at: now });
        await this.#notifier.addRecovered(subscription, fired, { used, total }, now);
      }
      if (wasLongUsedUp(fired, now))
        await this.#notifier.notifyRecovered(subscription, fired, { used, total }, now);
    }
  }

  async #notifyReached(
    subscription: QuotaSubscription,
    { reached }: QuotaDecision,
    now: number,
  ): Promise<FiredThreshold[]> {
    const fired: FiredThreshold[] = [];
    for (const [index, each] of reached.entries()) {
      const alert = subscription.alerts + index + 1;
      const notificationId = await this.#notifier.notifyReached(subscription, each, alert, now);
      for (const threshold of each.crossed)
        fired.push({
          pair: each.pair,
          threshold,
          at: now,
          ...(threshold === each.threshold && { notificationId }),
        });
    }
    return fired;
  }
}

/** The ids of a subscription's alerts that can still change. */
function alertsOf(subscription: QuotaSubscription | undefined): string[] {
  return subscription?.fired.flatMap(({ notificationId }) => notificationId ?? []) ?? [];
}

function wasLongUsedUp({ threshold, at }: FiredThreshold, now: number): boolean {
  return threshold === 100 && at !== undefined && now - at >= LONG_USED_UP;
}
