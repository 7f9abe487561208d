import type { Clock } from '../clock.ts';

/** A clock that moves only by `moveTo`, and never back. */
export class SteppedClock implements Clock {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  moveTo(now: number): void {
    this.#now = Math.max(this.#now, now);
  }
}
