/** Lets a test wait for what it looks for, looking again whenever something has happened; never by the clock. */
export class Happenings {
  readonly #watchers = new Set<() => void>();

  /** Something has happened. */
  stir(): void {
    for (const look of [...this.#watchers]) look();
  }

  /** Resolves with what is found, now or after something has happened. */
  until<T>(find: () => T | undefined): Promise<T> {
    const found = find();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          const now = find();
          if (now === undefined) return;
          resolve(now);
        } catch (error) {
          reject(error);
        }
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
    });
  }
}
