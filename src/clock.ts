/** Time as an argument: milliseconds since the epoch, read nowhere but through this. */
export interface Clock {
  now(): number;
}

/** The machine's own clock, for what has nothing to lose when it is set; the bot itself runs on a steady clock. */
export const systemClock: Clock = { now: () => Date.now() };
