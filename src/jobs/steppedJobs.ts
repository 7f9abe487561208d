import cron, { type Logger } from 'node-cron';
import { HOUR, MINUTE, SECOND } from '../duration.ts';
import type { Job } from './job.ts';

/** Runs jobs on a clock that is stepped by hand: the same expressions and the same node-cron, without waiting. */
export interface SteppedJobs {
  /**
   * Advances from one time to another and runs each job that falls due between, at its own time.
   * @param from,to ms since the epoch
   * @param setNow sets the clock
   */
  advance(from: number, to: number, setNow: (now: number) => void): Promise<void>;
}

/** Nothing needs to be logged, because errors reject `advance`. */
const SILENT: Logger = { info: ignore, warn: ignore, error: ignore, debug: ignore };

/** @param signal passed to the jobs; aborts their work */
export function createSteppedJobs(jobs: readonly Job[], signal: AbortSignal): SteppedJobs {
  const tasks = jobs.map((job) => ({
    task: cron.createTask(job.cron, () => job.run(signal), {
      name: job.name,
      timezone: 'Etc/UTC',
      logger: SILENT,
    }),
    mayBeDue: createTimeFilter(job.cron),
    idleUntil: () => job.idleUntil?.() ?? 0,
  }));
  const seconds = new Set(jobs.flatMap((job) => cron.parse(job.cron).second));
  return {
    async advance(from, to, setNow) {
      for (let now = nextSecond(from); now <= to; now += SECOND) {
        if (!seconds.has((now / SECOND) % 60)) continue;
        for (const { task, mayBeDue, idleUntil } of tasks) {
          if (!mayBeDue(now) || idleUntil() > now || !task.match(new Date(now))) continue;
          setNow(now);
          await task.execute();
        }
      }
      setNow(to);
    },
  };
}

/** Quickly excludes most seconds in which a job is not due. node-cron decides about the rest. */
function createTimeFilter(expression: string): (now: number) => boolean {
  const { second, minute, hour } = cron.parse(expression);
  const [seconds, minutes, hours] = [new Set(second), new Set(minute), new Set(hour)];
  return (now) =>
    seconds.has(Math.floor(now / SECOND) % 60) &&
    minutes.has(Math.floor(now / MINUTE) % 60) &&
    hours.has(Math.floor(now / HOUR) % 24);
}

function nextSecond(now: number): number {
  return (Math.floor(now / SECOND) + 1) * SECOND;
}

function ignore(): void {}
