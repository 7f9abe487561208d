import { setTimeout as delay } from 'node:timers/promises';

/** Work that was begun and has not ended, so that a stop can wait for it. */
export class InProgress {
  readonly #all = new Set<Promise<void>>();

  /** @param work never rejects */
  add(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#all.delete(tracked));
    this.#all.add(tracked);
    return tracked;
  }

  /** Resolves when all that was begun has ended, or after `longest` ms. */
  async drain(longest: number): Promise<void> {
    await Promise.race([Promise.all(this.#all), delay(longest, undefined, { ref: false })]);
  }
}
