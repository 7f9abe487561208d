import { setTimeout as delay } from 'node:timers/promises';

/** Work that was begun and has not ended, so that a stop can wait for it. */
export class InProgress {
  readonly #all = new Set<Promise<void>>();

  /** @returns the work itself */
  add(work: Promise<void>): Promise<void> {
    // Whoever began it hears of its failure; a stop only waits.
    const ended = work.catch(() => undefined).finally(() => this.#all.delete(ended));
    this.#all.add(ended);
    return work;
  }

  /** Resolves when all that was begun has ended, or after `longest` ms. */
  async drain(longest: number): Promise<void> {
    await Promise.race([Promise.all(this.#all), delay(longest, undefined, { ref: false })]);
  }
}
