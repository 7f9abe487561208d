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
 * Creates a clock that never goes back and never stands still. When the wall clock is set back, this clock is ahead of it,
 * and goes on evenly from its last time until the wall clock has caught up, in one jump or little by little. Otherwise it
 * is the wall clock: where that jumps forward, for example after the machine slept, this clock jumps too, and what fell due
 * meanwhile is overdue.
 */
export function createSteadyClock({ wall, monotonic, onStep }: SteadyClockParts): Clock {
  let lastWall = wall();
  let lastMonotonic = monotonic();
  /** This clock's own last time; ahead of `lastWall`, or the same. */
  let last = lastWall;
  /** Since when it goes on by itself, because the wall clock is behind. */
  let own: { readonly at: number; readonly monotonic: number } | undefined;

  const reportBack = (by: number): void => {
    if (by < MIN_REPORTED_STEP) return;
    onStep(
      `the clock of this machine went back by ${formatDuration(by)}; the bot continues from its own last time`,
    );
  };
  const reportForward = (by: number, lead: number): void => {
    const message = `the clock of this machine jumped forward by ${formatDuration(by)}`;
    const meaning =
      by <= lead
        ? ', which corrects an earlier step back'
        : ', or the machine slept; everything that fell due meanwhile runs now';
    onStep(message + meaning);
  };

  return {
    now() {
      const at = wall();
      const elapsed = monotonic();
      const ahead = Math.round(at - lastWall - (elapsed - lastMonotonic));
      if (at < lastWall) {
        reportBack(-ahead);
        own ??= { at: last, monotonic: lastMonotonic };
      } else if (ahead > MAX_DRIFT) reportForward(ahead, last - lastWall);
      const even = own && Math.round(own.at + elapsed - own.monotonic);
      const isBehind = even !== undefined && at < even;
      if (!isBehind) own = undefined;
      last = isBehind ? even : at;
      lastWall = at;
      lastMonotonic = elapsed;
      return last;
    },
  };
}
