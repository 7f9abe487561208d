import type { Clock } from '../../src/clock.ts';

/** The time of a story around a bot that runs as a process: the machine's own, and ahead of it by what was let pass. */
export class MovableClock implements Clock {
  #lead = 0;

  now(): number {
    return Date.now() + this.#lead;
  }

  /** How far it is ahead of the machine's clock, ms. */
  get lead(): number {
    return this.#lead;
  }

  /** Lets so many ms pass. */
  move(ms: number): void {
    this.#lead += ms;
  }
}
