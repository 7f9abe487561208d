/** A list of events. Tests wait for an event that has not come yet; they never wait by time. */
export class Journal<T> {
  readonly entries: T[] = [];
  readonly #waiting = new Set<() => void>();

  add(entry: T): void {
    this.entries.push(entry);
    for (const check of [...this.#waiting]) check();
  }

  /** Resolves with the first entry from `from` on that fits, as soon as there is one. */
  async next(fits: (entry: T) => boolean, from = 0): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const check = (): void => {
      const found = this.entries.slice(from).find(fits);
      if (found !== undefined) resolve(found);
    };
    this.#waiting.add(check);
    check();
    try {
      return await promise;
    } finally {
      this.#waiting.delete(check);
    }
  }
}
