import TinyQueue from 'tinyqueue';

interface Due {
  readonly key: string;
  readonly at: number;
}

/**
 * Keys in the order in which they fall due. A key whose time changes is added again, and its old entry stays: the caller
 * reads the record and ignores an outdated entry. So a change costs one read and no search.
 */
export class DueQueue {
  readonly #queue = new TinyQueue<Due>([], (a, b) => a.at - b.at);

  add(key: string, at: number): void {
    this.#queue.push({ key, at });
  }

  /** Removes and returns every due key, each once. */
  takeDue(now: number): string[] {
    const due = new Set<string>();
    for (let next = this.#queue.peek(); next !== undefined && next.at <= now; next = this.#queue.peek()) {
      due.add(next.key);
      this.#queue.pop();
    }
    return [...due];
  }

  /** When the first key falls due; infinity if there is none. */
  get firstDue(): number {
    return this.#queue.peek()?.at ?? Number.POSITIVE_INFINITY;
  }
}
