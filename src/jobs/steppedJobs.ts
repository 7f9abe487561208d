import cron from 'node-cron';
import { DAY, HOUR, MINUTE, SECOND } from '../duration.ts';
import type { Job } from './job.ts';

/** Runs jobs on a clock that is stepped by hand: the same expressions, read by the same node-cron, without waiting. */
export interface SteppedJobs {
  /**
   * Advances from one time to another and runs each job that falls due between, at its own time. Rejects as a run does.
   *
   * @param from,to ms since the epoch
   * @param setNow sets the clock
   */
  advance(from: number, to: number, setNow: (now: number) => void): Promise<void>;
}

/** @param signal passed to the jobs; aborts their work */
export function createSteppedJobs(jobs: readonly Job[], signal: AbortSignal): SteppedJobs {
  const tasks = jobs.map((job) => ({
    job,
    nextTick: tickFinderOf(job.cron),
    idleUntil: () => job.idleUntil?.() ?? 0,
  }));

  /** The next run from a scheduled run on. Jobs that are due in the same second run in the order of the list. */
  const findNext = (from: ScheduledRun, until: number): ScheduledRun | undefined => {
    let next: ScheduledRun | undefined;
    for (const [index, { nextTick, idleUntil }] of tasks.entries()) {
      const earliest = index < from.index ? from.at + SECOND : from.at;
      const last = next === undefined ? until : next.at - SECOND;
      const at = nextTick(Math.max(earliest, idleUntil()), last);
      if (at !== undefined) next = { at, index };
    }
    return next;
  };

  return {
    async advance(from, to, setNow) {
      let next = findNext({ at: nextSecond(from), index: 0 }, to);
      while (next !== undefined) {
        setNow(next.at);
        await tasks[next.index]?.job.run(signal);
        next = findNext({ at: next.at, index: next.index + 1 }, to);
      }
      setNow(to);
    },
  };
}

/** When a job runs: the second, ms since the epoch, and its place among the jobs of that second. */
interface ScheduledRun {
  readonly at: number;
  readonly index: number;
}

/** Finds the first tick between two times, both included; ms since the epoch. */
type TickFinder = (from: number, to: number) => number | undefined;

/** By expression: node-cron takes longer to read one than a restart in a story takes for all else. */
const tickFinders = new Map<string, TickFinder>();

function tickFinderOf(expression: string): TickFinder {
  const finder = tickFinders.get(expression) ?? createTickFinder(expression);
  tickFinders.set(expression, finder);
  return finder;
}

function createTickFinder(expression: string): TickFinder {
  const fields = cron.parse(expression);
  const [seconds, minutes, hours] = [
    listWaits(fields.second, 60),
    listWaits(fields.minute, 60),
    listWaits(fields.hour, 24),
  ];
  const isDayOf = createDayFilter(expression);
  return (from, to) => {
    let now = Math.ceil(from / SECOND) * SECOND;
    while (now <= to) {
      const [hour, minute] = [Math.floor(now / HOUR), Math.floor(now / MINUTE)];
      const [hoursLeft = 0, minutesLeft = 0] = [hours[hour % 24], minutes[minute % 60]];
      const secondsLeft = seconds[(now / SECOND) % 60] ?? 0;
      if (hoursLeft > 0) now = (hour + hoursLeft) * HOUR;
      else if (minutesLeft > 0) now = (minute + minutesLeft) * MINUTE;
      else if (secondsLeft > 0) now += secondsLeft * SECOND;
      else if (isDayOf(now)) return now;
      else now = (Math.floor(now / DAY) + 1) * DAY;
    }
    return undefined;
  };
}

/** For each value below `size`, how many lie between it and the next of these, or the end. */
function listWaits(values: readonly number[], size: number): number[] {
  const ends = [...values, size];
  return Array.from({ length: size }, (_, value) => Math.min(...ends.filter((end) => end >= value)) - value);
}

/** Whether an expression holds on a day. node-cron decides that, at some cost; most expressions hold on every day. */
function createDayFilter(expression: string): (now: number) => boolean {
  const { dayOfMonth, month, dayOfWeek } = cron.parse(expression);
  if (dayOfMonth.length === 31 && month.length === 12 && dayOfWeek.length === 7) return () => true;
  const task = cron.createTask(expression, () => undefined, { timezone: 'Etc/UTC' });
  return (now) => task.match(new Date(now));
}

function nextSecond(now: number): number {
  return (Math.floor(now / SECOND) + 1) * SECOND;
}
