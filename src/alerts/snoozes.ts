import { z } from 'zod';
import { type Place, placeKey, placeSchema } from '../place.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { Posting } from './posting.ts';

/** What a channel wants to hear nothing of for a while: one container, or an account's quotas. */
export interface SnoozeSubject {
  readonly account: string;
  /** Left out for the account's quotas. */
  readonly container?: string | undefined;
}

export const snoozeSchema = z.object({
  version: z.literal(1),
  place: placeSchema,
  account: z.string(),
  container: z.string().optional(),
  by: z.string(),
  until: z.number(),
});

export type Snooze = z.infer<typeof snoozeSchema>;

/** The snoozes of all channels; few at any time, so memory holds them, and the store for the next start. */
export class Snoozes {
  readonly #records: Collection<Snooze>;
  readonly #byKey = new Map<string, Snooze>();

  constructor(records: Collection<Snooze>) {
    this.#records = records;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, snooze] of this.#records.entries(onCorrupt)) this.#byKey.set(key, snooze);
  }

  async begin(snooze: Snooze): Promise<void> {
    const key = snoozeKey(snooze.place, snooze);
    await this.#records.set(key, snooze);
    this.#byKey.set(key, snooze);
  }

  /** The snooze that holds a message back, where one does or did: it ends when its `until` has come. */
  over({ place, content, messageId }: Posting): Snooze | undefined {
    // A message that stands already may be edited: that disturbs nobody.
    if (messageId !== undefined || (content.kind !== 'container' && content.kind !== 'quota'))
      return undefined;
    const { account } = content;
    const container = content.kind === 'container' ? content.container : undefined;
    return this.#byKey.get(snoozeKey(place, { account, container }));
  }

  /** Forgets those that are over; to be called when nothing is held back by them any more. */
  async forgetEnded(now: number): Promise<void> {
    for (const [key, { until }] of this.#byKey) {
      if (until > now) continue;
      await this.#records.delete(key);
      this.#byKey.delete(key);
    }
  }
}

function snoozeKey(place: Place, { account, container }: SnoozeSubject): string {
  return `${placeKey(place)}/${account}/${container ?? 'quotas'}`;
}
