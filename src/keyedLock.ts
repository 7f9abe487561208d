import pLimit, { type LimitFunction } from 'p-limit';

/** Runs work on the same key one after the other: the store has no compare-and-set. */
export class KeyedLock {
  readonly #limits = new Map<string, LimitFunction>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const limit = this.#limits.get(key) ?? pLimit(1);
    this.#limits.set(key, limit);
    try {
      return await limit(work);
    } finally {
      if (limit.activeCount + limit.pendingCount === 0) this.#limits.delete(key);
    }
  }
}
