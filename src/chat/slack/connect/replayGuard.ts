import { FIVE_MINUTES } from './verifyRequest.ts';

/** A signature is valid for five minutes before and after its timestamp; ms. */
const REMEMBERED = 2 * FIVE_MINUTES * 1000;

/** Remembers the signatures of genuine requests while they are valid, so that none is accepted twice. */
export class ReplayGuard {
  /** In the order in which they came: the oldest is forgotten first. */
  readonly #seen = new Map<string, number>();

  /** @returns whether the signature is new */
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
