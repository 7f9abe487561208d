import TinyQueue from 'tinyqueue';

interface Due {
  readonly key: string;
  readonly at: number;
}

/**
 * Keys in the order they fall due. A key that is put off is added again: the caller reads the record to see
 * whether an entry still holds, so a moved entry costs one read and no search.
 */
export class DueQueue {
  readonly #queue = new TinyQueue<Due>([], (a, b) => a.at - b.at);

  add(key: string, at: number): void {
    this.#queue.push({ key, at });
  }

  /** Takes out every key that is due, each once. */
  takeDue(now: number): string[] {
    const due = new Set<string>();
    for (let next = this.#queue.peek(); next !== undefined && next.at <= now; next = this.#queue.peek()) {
      due.add(next.key);
      this.#queue.pop();
    }
    return [...due];
  }

  /** When the first key falls due; never, where there is none. */
  get firstDue(): number {
    return this.#queue.peek()?.at ?? Number.POSITIVE_INFINITY;
  }
}
