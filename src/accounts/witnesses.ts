import { type Outage, witnessAt } from './outage.ts';
import type { Outages } from './outages.ts';

/**
 * When a container that has not failed is asked in spite of an outage. `/me` alone may fail, or some ids alone: one
 * answered container shows it. Kept in memory, so a restart asks again.
 */
export class Witnesses {
  readonly #outages: Outages;
  /** How many were asked since the outage of each account began. */
  readonly #asked = new Map<string, number>();

  constructor(outages: Outages) {
    this.#outages = outages;
  }

  /** The accounts for which a container should be asked now. @param now ms since the epoch */
  due(now: number): string[] {
    return this.#outages
      .all()
      .filter((outage) => this.#at(outage) <= now)
      .map(({ account }) => account);
  }

  /** When the next one is asked, ms since the epoch; infinity where none is. */
  get nextAt(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#outages.all().map((outage) => this.#at(outage)));
  }

  /**
   * Notes that one is asked.
   *
   * @returns whether it must have a check to spare: the first one in an outage of the account, since most outages pass
   */
  take(account: string): { readonly needsSpare: boolean } {
    const asked = this.#asked.get(account) ?? 0;
    this.#asked.set(account, asked + 1);
    return { needsSpare: asked === 0 && this.#outages.of(account)?.scope !== 'objects' };
  }

  forget(account: string): void {
    this.#asked.delete(account);
  }

  #at(outage: Outage): number {
    if (this.#outages.leaderOf(outage) !== undefined) return Number.POSITIVE_INFINITY;
    return witnessAt(outage, this.#asked.get(outage.account) ?? 0);
  }
}
