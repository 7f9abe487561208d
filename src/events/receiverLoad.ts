import { type BackoffPolicy, backoffDelay } from '../backoff.ts';
import { HOUR, MINUTE, SECOND } from '../duration.ts';

/** Calls to one URL at a time. */
const MOST_AT_ONCE = 4;

/** After so many failures in a row, whatever they were about, the receiver itself seems to be at fault. */
const MOST_FAILURES = 3;

/** How long a receiver that fails is left alone. Then one call finds out whether it is back. */
const PAUSE: BackoffPolicy = { first: 10 * SECOND, last: 10 * MINUTE, jitter: 0.2 };

/** No program makes us wait longer. */
const LONGEST_ASKED = HOUR;

/** How much one URL is called at a time. It works like a circuit breaker. */
export class ReceiverLoad {
  #onTheWay = 0;
  #failures = 0;
  #pausedUntil = 0;

  /** Failures since the last event that was taken. */
  get failures(): number {
    return this.#failures;
  }

  /** ms since the epoch. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  get isIdle(): boolean {
    return this.#onTheWay === 0 && this.#failures === 0;
  }

  hasRoom(now: number): boolean {
    const most = this.#failures >= MOST_FAILURES ? 1 : MOST_AT_ONCE;
    return this.#onTheWay < most && now >= this.#pausedUntil;
  }

  begin(): void {
    this.#onTheWay += 1;
  }

  end(): void {
    this.#onTheWay -= 1;
  }

  accepted(): void {
    this.#failures = 0;
    this.#pausedUntil = 0;
  }

  /** @param now ms since the epoch @param asked the wait that the program asks for, ms */
  failed(now: number, random: () => number, asked = 0): void {
    this.#failures += 1;
    const wait = Math.min(asked, LONGEST_ASKED);
    const pause =
      this.#failures < MOST_FAILURES
        ? wait
        : backoffDelay(PAUSE, this.#failures - MOST_FAILURES + 1, random, wait);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause);
  }
}
