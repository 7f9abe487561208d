import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { isOpen, type SnoozeBudget } from './decideSnooze.ts';

/** What people without rights have used of their right to snooze a channel. Times are ms since the epoch. */
export const snoozeBudgetSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  since: z.number(),
  until: z.number(),
});

export type StoredBudget = z.infer<typeof snoozeBudgetSchema>;

/** For each channel, since when people without rights have been snoozing it. It outlives the snoozes and a restart. */
export class SnoozeBudgets {
  readonly #records: CachedCollection<StoredBudget>;

  constructor(records: Collection<StoredBudget>) {
    this.#records = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#records.load(onCorrupt);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#records.restore();
  }

  get(channel: ChannelRef): SnoozeBudget | undefined {
    return this.#records.get(channelKey(channel));
  }

  /** Stores what a channel has used, and forgets those of all channels that do not matter any more. */
  async set(channel: ChannelRef, { since, until }: SnoozeBudget, now: number): Promise<void> {
    await this.#records.set(channelKey(channel), { version: 2, channel, since, until });
    await this.forgetOld(now);
  }

  async forgetOld(now: number): Promise<void> {
    const over = this.#records.entries().filter(([, budget]) => !isOpen(budget, now));
    await this.#records.deleteMany(over.map(([key]) => key));
  }
}
