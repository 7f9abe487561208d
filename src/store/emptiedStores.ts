import { z } from 'zod';
import { DAY } from '../duration.ts';
import type { Collection, Store } from './store.ts';

/** `doctor` shows for so long that the store was emptied. */
const KEPT_FOR = 7 * DAY;

/** That the store was found to be empty; times are ms since the epoch. */
export const emptiedSchema = z.object({
  version: z.literal(2),
  at: z.number(),
  /** How many watches were put back from memory; left out if it was found at a start, when memory knew none. */
  watches: z.number().optional(),
});

export type EmptiedRecord = z.infer<typeof emptiedSchema>;

/** Remembers, in the store itself, that it was emptied. */
export class EmptiedStores {
  readonly #records: Collection<EmptiedRecord>;

  constructor(store: Pick<Store, 'collection'>) {
    this.#records = store.collection('emptied', emptiedSchema);
  }

  note(record: Omit<EmptiedRecord, 'version'>): Promise<void> {
    return this.#records.set('last', { version: 2, ...record });
  }

  async lately(now: number): Promise<EmptiedRecord[]> {
    const last = await this.#records.get('last');
    return last === undefined || now - last.at > KEPT_FOR ? [] : [last];
  }
}
