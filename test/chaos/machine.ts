import { createSteadyClock } from '../../src/app/steadyClock.ts';
import type { Clock } from '../../src/clock.ts';
import { SECOND } from '../../src/duration.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createSteppedJobs, type SteppedJobs } from '../../src/jobs/steppedJobs.ts';
import type { History } from './history.ts';
import { createJobsOfHistory } from './jobsOfHistory.ts';
import type { Span } from './transcript.ts';
import type { Weather } from './weather.ts';
import { startOf } from './world.ts';

export interface MachineParts {
  readonly history: History;
  readonly weather: Weather;
  /** As the program finds it. */
  readonly timeZone: string;
}

/** The machine of a history: its clocks, which may be wrong, and what runs by them. */
export class Machine {
  /** When the history starts, ms since the epoch. */
  readonly start: number;
  readonly sleeps: Span[] = [];
  /** A running program reads its clock every few seconds, so also just before and after it is set; ms after the start. */
  readonly clockSteps: readonly number[];
  readonly #parts: MachineParts;
  /** Lets the present process read its clock. */
  readClock: () => void = () => undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.start = startOf(parts.history);
    this.clockSteps = parts.history.events
      .flatMap((each) => (each.kind === 'clock back' ? [each.at, each.at + each.span] : []))
      .flatMap((at) => [at - SECOND, at])
      .sort((a, b) => a - b);
  }

  /** The machine's clock, which may be wrong, behind the clock of the program, which makes the best of it. */
  createClock(clock: Clock): Clock {
    const now = (): number => clock.now() - this.start;
    const steady = createSteadyClock({
      wall: () => clock.now() - (this.#parts.weather.windowOf('clock back', now())?.by ?? 0),
      monotonic: () => this.monotonic(clock),
      onStep: () => undefined,
    });
    this.readClock = () => void steady.now();
    return steady;
  }

  /** It stands still while the machine sleeps. */
  monotonic(clock: Clock): number {
    return clock.now() - this.sleeps.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  createJobs(jobs: readonly Job[], signal: AbortSignal, now: () => number): SteppedJobs {
    const { history, timeZone } = this.#parts;
    const { clockChange } = history;
    if (clockChange === undefined) return createSteppedJobs(jobs, signal);
    return createJobsOfHistory(jobs, signal, { changeAt: this.start + clockChange.at, timeZone, now });
  }
}
