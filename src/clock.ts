/** Time as an argument: milliseconds since the epoch, read nowhere but through this. */
export interface Clock {
  now(): number;
}

/** The machine's own clock, for the running program. */
export const systemClock: Clock = { now: () => Date.now() };
