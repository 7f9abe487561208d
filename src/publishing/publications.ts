import { DAY, HOUR } from '../duration.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { dueAt, hasEnded, type Publication, publicationKey } from './publication.ts';

/** As long as a container can be published, and somewhat longer: who presses again hears what became of it. */
const KEPT_FOR = DAY + HOUR;

/** All publications: those that are under way, and those of the last day. */
export class Publications {
  readonly #records: CachedCollection<Publication>;

  constructor(records: Collection<Publication>) {
    this.#records = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#records.load(onCorrupt);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#records.restore();
  }

  get(key: string): Publication | undefined {
    return this.#records.get(key);
  }

  /** @param id the publication's own */
  find(id: string): Publication | undefined {
    return this.#records.values().find((each) => each.id === id);
  }

  save(publication: Publication): Promise<void> {
    return this.#records.set(publicationKey(publication), publication);
  }

  remove(key: string): Promise<void> {
    return this.#records.deleteMany([key]);
  }

  /** The keys of those for which something is to be done. */
  due(now: number): string[] {
    return this.#records
      .entries()
      .filter(([, publication]) => dueAt(publication) <= now)
      .map(([key]) => key);
  }

  /** When something is to be done next, ms since the epoch; infinity where nothing is. */
  get nextDueAt(): number {
    return Math.min(...this.#records.values().map(dueAt));
  }

  /** Forgets those that ended long ago. */
  async forgetOld(now: number): Promise<void> {
    const old = this.#records
      .entries()
      .filter(
        ([, each]) => hasEnded(each) && each.step.kind === 'ended' && each.step.endedAt + KEPT_FOR <= now,
      );
    if (old.length > 0) await this.#records.deleteMany(old.map(([key]) => key));
  }
}
