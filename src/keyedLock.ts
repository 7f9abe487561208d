/** Runs work on the same key one after the other, because the store has no compare-and-set. */
export class KeyedLock {
  /** For each key with running work, a promise for the end of the last queued work; it never rejects. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when all earlier work on this key has ended, and passes on its result or error. */
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

  /**
   * Runs `work` with all these keys locked. Whoever locks several keys locks them in this order, so that two never wait
   * for each other.
   */
  runAll<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    return [...new Set(keys)].sort().reduceRight((inner, key) => () => this.run(key, inner), work)();
  }
}
