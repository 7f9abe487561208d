/** The time, passed as an argument so that tests can set it. `now` is in ms since the epoch. */
export interface Clock {
  now(): number;
}

/** The machine's own clock, for programs that a change of the clock does not harm. The bot itself uses a steady clock. */
export const systemClock: Clock = { now: () => Date.now() };
