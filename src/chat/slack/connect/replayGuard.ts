import { FIVE_MINUTES } from './verifyRequest.ts';

/** A request can be genuine for five minutes on either side of its timestamp; ms. */
const REMEMBERED = 2 * FIVE_MINUTES * 1000;

/** Remembers the signatures of genuine requests for as long as they would pass. */
export class ReplayGuard {
  /** In the order in which they came, which is that in which they are forgotten. */
  readonly #seen = new Map<string, number>();

  /** @returns whether this signature comes for the first time */
  admit(signature: string, nowMilliseconds: number): boolean {
    for (const [old, at] of this.#seen) {
      if (nowMilliseconds - at <= REMEMBERED) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(signature)) return false;
    this.#seen.set(signature, nowMilliseconds);
    return true;
  }
}
