import type { Clock } from '../clock.ts';
import { formatDuration, SECOND } from '../duration.ts';

/** The wall clock may run this much faster than the monotonic one between two readings: less is drift and rounding. */
const LEAP = 5 * SECOND;

/** A step back is made good however small; one that nobody would notice is not told. */
const WORTH_TELLING = SECOND;

export interface SteadyClockParts {
  /** What the machine says the time is, in ms since the epoch; it may be set back and forth. */
  readonly wall: () => number;
  /** In ms; it goes on evenly, and stands still while the machine sleeps. */
  readonly monotonic: () => number;
  /** Told once, in words, of each step of the wall clock. */
  readonly onStep: (message: string) => void;
}

/**
 * A clock that never goes back and never stands still. When the wall clock is set back, it goes on from where it was,
 * ahead of it by that much; when the wall clock then leaps forward, the lead is used up first, and only the rest moves
 * it. A leap with no lead, as after a sleep of the machine, moves it by the whole: what fell due meanwhile is overdue.
 */
export function createSteadyClock({ wall, monotonic, onStep }: SteadyClockParts): Clock {
  let lastWall = wall();
  let lastMonotonic = monotonic();
  /** How far we are ahead of the wall clock: never less than nothing. */
  let lead = 0;

  const stepBack = (by: number): void => {
    lead += by;
    if (by < WORTH_TELLING) return;
    onStep(`the clock of this machine went back by ${formatDuration(by)}; we go on from where we were`);
  };
  const leap = (by: number): void => {
    const used = Math.min(lead, by);
    lead -= used;
    const words = `the clock of this machine leapt forward by ${formatDuration(by)}`;
    const meaning =
      by === used
        ? ', which makes good for a step back'
        : ', or it slept; what fell due meanwhile is made up';
    onStep(words + meaning);
  };

  return {
    now() {
      const at = wall();
      const passed = monotonic() - lastMonotonic;
      const ahead = Math.round(at - lastWall - passed);
      if (at < lastWall) stepBack(-ahead);
      else if (ahead > LEAP) leap(ahead);
      lastWall = at;
      lastMonotonic += passed;
      return at + lead;
    },
  };
}
