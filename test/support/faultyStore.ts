import type { ZodType } from 'zod';
import { type ClaimOptions, type Collection, type Store, StoreError } from '../../src/store/store.ts';

/** A store that fails for as long as the story wants it to, or answers only when it is let. */
export class FaultyStore implements Store {
  /** What fails at present. */
  failing: 'nothing' | 'writes' | 'everything' = 'nothing';
  /** What every call waits for. */
  gate: Promise<void> = Promise.resolve();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  collection<T>(name: string, schema: ZodType<T>): Collection<T> {
    const inner = this.#store.collection(name, schema);
    const read = <R>(work: () => Promise<R>): Promise<R> => this.#run(this.failing === 'everything', work);
    const write = <R>(work: () => Promise<R>): Promise<R> => this.#run(this.failing !== 'nothing', work);
    return {
      get: (key) => read(() => inner.get(key)),
      getMany: (keys) => read(() => inner.getMany(keys)),
      set: (key, record) => write(() => inner.set(key, record)),
      setMany: (entries) => write(() => inner.setMany(entries)),
      delete: (key) => write(() => inner.delete(key)),
      deleteMany: (keys) => write(() => inner.deleteMany(keys)),
      entries: (onCorrupt) => inner.entries(onCorrupt),
    };
  }

  check(): Promise<void> {
    return this.#run(this.failing === 'everything', () => this.#store.check());
  }

  claim(options: ClaimOptions): Promise<void> {
    return this.#store.claim(options);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #run<R>(fails: boolean, work: () => Promise<R>): Promise<R> {
    await this.gate;
    if (fails) throw new StoreError('store_failed', 'The store could not do it: it is out of order');
    return work();
  }
}
