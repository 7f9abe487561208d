import type { Collection, StoreError } from './store.ts';

/** A collection of few records: memory holds all of them, and the store keeps them for the next start. */
export class CachedCollection<T> {
  readonly #records: Collection<T>;
  readonly #byKey = new Map<string, T>();

  constructor(records: Collection<T>) {
    this.#records = records;
  }

  /** Reads every record, at the start. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, record] of this.#records.entries(onCorrupt)) this.#byKey.set(key, record);
  }

  get(key: string): T | undefined {
    return this.#byKey.get(key);
  }

  entries(): [key: string, record: T][] {
    return [...this.#byKey];
  }

  values(): T[] {
    return [...this.#byKey.values()];
  }

  /** @throws StoreError where the store fails; memory then keeps what it held before */
  async set(key: string, record: T): Promise<void> {
    await this.#records.set(key, record);
    this.#byKey.set(key, record);
  }

  /** Stores again what memory holds, because the store has lost it. @throws StoreError as `set` */
  async restore(): Promise<void> {
    await this.#records.setMany(this.entries());
  }

  /** @throws StoreError as `set` */
  async deleteMany(keys: readonly string[]): Promise<void> {
    await this.#records.deleteMany(keys);
    for (const key of keys) this.#byKey.delete(key);
  }
}
