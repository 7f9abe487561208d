/** Lets a test wait until something is there. It looks again after each change, and never waits by the clock. */
export class ChangeSignal {
  readonly #subscribers = new Set<() => void>();

  /** Says that something has changed. */
  notify(): void {
    for (const check of [...this.#subscribers]) check();
  }

  /** Resolves with what is found, now or after a change. */
  until<T>(find: () => T | undefined): Promise<T> {
    const found = find();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const check = (): void => {
        try {
          const now = find();
          if (now === undefined) return;
          resolve(now);
        } catch (error) {
          reject(error);
        }
        this.#subscribers.delete(check);
      };
      this.#subscribers.add(check);
    });
  }
}
