/** Enough for what Discord can replay after a connection broke. */
const LIMIT = 1_000;

/** The ids that came last. */
export class RecentIds {
  /** In the order in which they came, which is that in which they are forgotten. */
  readonly #ids = new Set<string>();

  /** @returns whether this id comes for the first time */
  admit(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= LIMIT) break;
      this.#ids.delete(oldest);
    }
    return true;
  }
}
