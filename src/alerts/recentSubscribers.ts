import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** A channel is told of an account's outages and of its token for so long after its last subscription. */
const KEPT_FOR = 30 * DAY;

/** Records are written at most once in this time, so they can be this much too old. */
const PRECISION = DAY;

/** That a channel had a subscription to an account: a watch of one of its containers, or its alerts. */
export const recentSubscriptionSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  channel: channelRefSchema,
  /** When a subscription last began or ended, ms since the epoch; to the day. */
  at: z.number(),
});

export type RecentSubscription = z.infer<typeof recentSubscriptionSchema>;

/**
 * The channels that had a subscription to an account in the last 30 days. A team whose posts are all published watches
 * nothing at the moment, and must hear all the same that its account needs a new token.
 */
export class RecentSubscribers {
  readonly #records: CachedCollection<RecentSubscription>;

  constructor(records: Collection<RecentSubscription>) {
    this.#records = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#records.load(onCorrupt);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#records.restore();
  }

  /**
   * Records that a subscription of the channel begins or ends. Writes once a day for each account and channel, and then
   * deletes the records that are too old.
   */
  async note(account: string, channel: ChannelRef, now: number): Promise<void> {
    const key = keyOf(account, channel);
    const before = this.#records.get(key);
    if (before !== undefined && now - before.at < PRECISION) return;
    await this.#records.set(key, { version: 2, account, channel, at: now });
    await this.forgetOld(now);
  }

  forgetOld(now: number): Promise<void> {
    return this.#deleteWhere((record) => !isRecent(record, now));
  }

  /** The channels that had a subscription. */
  channels(): ChannelRef[] {
    return this.#records.values().map(({ channel }) => channel);
  }

  channelsOf(account: string, now: number): ChannelRef[] {
    return this.#records
      .values()
      .filter((record) => record.account === account && isRecent(record, now))
      .map(({ channel }) => channel);
  }

  forgetAccount(account: string): Promise<void> {
    return this.#deleteWhere((record) => record.account === account);
  }

  forgetChannel(channel: ChannelRef): Promise<void> {
    return this.#deleteWhere((record) => channelKey(record.channel) === channelKey(channel));
  }

  async #deleteWhere(isOutdated: (record: RecentSubscription) => boolean): Promise<void> {
    const keys = this.#records.entries().flatMap(([key, record]) => (isOutdated(record) ? [key] : []));
    if (keys.length > 0) await this.#records.deleteMany(keys);
  }
}

function isRecent({ at }: RecentSubscription, now: number): boolean {
  return now - at < KEPT_FOR + PRECISION;
}

function keyOf(account: string, channel: ChannelRef): string {
  return `${account}/${channelKey(channel)}`;
}
