/** Runs work on the same key one after the other: the store has no compare-and-set. */
export class KeyedLock {
  /** The end of the last piece of work on each key that has any; never rejects. */
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { promise: done, resolve: end } = Promise.withResolvers<void>();
    const before = this.#last.get(key);
    this.#last.set(key, done);
    try {
      await before;
      return await work();
    } finally {
      if (this.#last.get(key) === done) this.#last.delete(key);
      end();
    }
  }
}
