/** Lets a test wait for what it looks for, looking again whenever something has happened; never by the clock. */
export class ContainerEvents {
  readonly #subscribers = new Set<() => void>();

  /** Something has happened. */
  stir(): void {
    for (const check of [...this.#subscribers]) check();
  }

  /** Resolves with what is found, now or after something has happened. */
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
