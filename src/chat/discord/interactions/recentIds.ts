/** Enough for what Discord can replay after a connection broke. */
const LIMIT = 1_000;

/** The last ids that came. */
export class RecentIds {
  /** In the order in which they came: the oldest is forgotten first. */
  readonly #ids = new Set<string>();

  /** @returns whether the id is new */
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
