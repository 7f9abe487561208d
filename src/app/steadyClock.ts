import type { Clock } from '../clock.ts';
import { formatDuration, SECOND } from '../duration.ts';

/** How much further than the monotonic clock the wall clock may move between two readings; less is drift and rounding. */
const MAX_DRIFT = 5 * SECOND;

/** Every step back is corrected, but a smaller one is not reported. */
const MIN_REPORTED_STEP = SECOND;

export interface SteadyClockParts {
  /** The machine's time, in ms since the epoch. It may be set forward or back. */
  readonly wall: () => number;
  /** In ms. It runs evenly, and stops while the machine sleeps. */
  readonly monotonic: () => number;
  /** Called with a message for the log, once for each step of the wall clock. */
  readonly onStep: (message: string) => void;
}

/**
 * Creates a clock that never goes back and never stands still. When the wall clock is set back, this clock continues from
 * its last time, so it is ahead of the wall clock (its lead). When the wall clock then jumps forward, the jump first
 * reduces the lead, and only the rest moves this clock. Without a lead, for example after the machine slept, this clock
 * jumps too, and what fell due meanwhile is overdue.
 */
export function createSteadyClock({ wall, monotonic, onStep }: SteadyClockParts): Clock {
  let lastWall = wall();
  let lastMonotonic = monotonic();
  /** How far this clock is ahead of the wall clock; at least 0. */
  let lead = 0;

  const stepBack = (by: number): void => {
    lead += by;
    if (by < MIN_REPORTED_STEP) return;
    onStep(
      `the clock of this machine went back by ${formatDuration(by)}; the bot continues from its own last time`,
    );
  };
  const stepForward = (by: number): void => {
    const used = Math.min(lead, by);
    lead -= used;
    const message = `the clock of this machine jumped forward by ${formatDuration(by)}`;
    const meaning =
      by === used
        ? ', which corrects an earlier step back'
        : ', or the machine slept; everything that fell due meanwhile runs now';
    onStep(message + meaning);
  };

  return {
    now() {
      const at = wall();
      const passed = monotonic() - lastMonotonic;
      const ahead = Math.round(at - lastWall - passed);
      if (at < lastWall) stepBack(-ahead);
      else if (ahead > MAX_DRIFT) stepForward(ahead);
      lastWall = at;
      lastMonotonic += passed;
      return at + lead;
    },
  };
}
