import { DueQueue } from '../watches/dueQueue.ts';

/**
 * The checks that fell due while their account could not be called, by the keys of their watches. Each is made once the
 * account recovers; until then, only the clock can decide something about them.
 */
export class DelayedChecks {
  readonly #byAccount = new Map<string, Set<string>>();
  readonly #deadlines = new DueQueue();

  /** Delays checks; the deadline of each is looked up at the next occasion. @param now ms since the epoch */
  add(account: string, keys: readonly string[], now: number): void {
    if (keys.length === 0) return;
    const delayed = this.#byAccount.get(account) ?? new Set();
    this.#byAccount.set(account, delayed);
    for (const key of keys) {
      if (!delayed.has(key)) this.#deadlines.add(key, now);
      delayed.add(key);
    }
  }

  /** Removes and returns the account's delayed checks. */
  take(account: string): string[] {
    const delayed = [...(this.#byAccount.get(account) ?? [])];
    this.#byAccount.delete(account);
    return delayed;
  }

  /** Removes and returns the delayed check of the account that has waited longest; `undefined` where there is none. */
  takeFirst(account: string): string | undefined {
    const delayed = this.#byAccount.get(account);
    const [first] = delayed ?? [];
    if (first !== undefined) delayed?.delete(first);
    if (delayed?.size === 0) this.#byAccount.delete(account);
    return first;
  }

  get accounts(): string[] {
    return [...this.#byAccount.keys()];
  }

  /** Removes and returns the delayed checks whose deadline may have come. */
  takeDeadlines(now: number): string[] {
    const due = this.#deadlines.takeDue(now);
    return due.filter((key) => this.#byAccount.get(accountOf(key))?.has(key));
  }

  /** Plans when a delayed check is looked at again. */
  addDeadline(key: string, at: number): void {
    this.#deadlines.add(key, at);
  }

  /** When the first deadline may come, ms since the epoch; infinity where there is none. */
  get firstDeadlineAt(): number {
    return this.#deadlines.firstDue;
  }
}

/** The account in the key of a watch. */
export function accountOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
