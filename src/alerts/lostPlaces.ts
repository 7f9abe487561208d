import { z } from 'zod';
import { DAY } from '../duration.ts';
import { type Place, placeKey, placeSchema } from '../place.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** So long `doctor` shows what a channel has lost. */
const KEPT = 7 * DAY;

/** What a channel subscribed to until it could not be reached any more. */
export const lostPlaceSchema = z.object({
  version: z.literal(1),
  place: placeSchema,
  /** Why nothing reached it, in a clause. */
  reason: z.string(),
  at: z.number(),
  containers: z.number(),
  /** The accounts whose quota alerts ended. */
  accounts: z.array(z.string()),
});

export type LostPlace = z.infer<typeof lostPlaceSchema>;

/** The channels whose subscriptions were ended by a refusal that lasts; few at any time, so memory holds them. */
export class LostPlaces {
  readonly #records: Collection<LostPlace>;
  readonly #byKey = new Map<string, LostPlace>();

  constructor(records: Collection<LostPlace>) {
    this.#records = records;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, lost] of this.#records.entries(onCorrupt)) this.#byKey.set(key, lost);
  }

  /** Notes what a channel has lost; what it lost before gives way. */
  async add(lost: LostPlace): Promise<void> {
    const old = [...this.#byKey].filter(([, { at }]) => at + KEPT <= lost.at).map(([key]) => key);
    await this.#records.deleteMany(old);
    for (const key of old) this.#byKey.delete(key);
    const key = placeKey(lost.place);
    await this.#records.set(key, lost);
    this.#byKey.set(key, lost);
  }

  /** What the channels of a workspace have lost of late, the latest first. */
  inWorkspaceOf({ platform, workspace }: Place, now: number): LostPlace[] {
    return [...this.#byKey.values()]
      .filter(
        ({ place, at }) => place.platform === platform && place.workspace === workspace && now < at + KEPT,
      )
      .sort((a, b) => b.at - a.at);
  }
}
