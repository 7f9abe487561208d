import cron, { type Logger } from 'node-cron';
import { HOUR, MINUTE, SECOND } from '../duration.ts';
import type { Job } from './job.ts';

/** Jobs whose clock is stepped by hand: the same expressions, the same node-cron, no waiting. */
export interface SteppedJobs {
  /** Goes from one moment to another, and runs what falls due on the way, at its own moment. */
  advance(from: number, to: number, arrive: (now: number) => void): Promise<void>;
}

/** What goes wrong rejects `advance`: there is nothing more to say. */
const SILENT: Logger = { info: ignore, warn: ignore, error: ignore, debug: ignore };

/** @param signal ends the jobs' own work */
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
    async advance(from, to, arrive) {
      for (let now = nextSecond(from); now <= to; now += SECOND) {
        if (!seconds.has((now / SECOND) % 60)) continue;
        for (const { task, mayBeDue, idleUntil } of tasks) {
          if (!mayBeDue(now) || idleUntil() > now || !task.match(new Date(now))) continue;
          arrive(now);
          await task.execute();
        }
      }
      arrive(to);
    },
  };
}

/** Rules out most seconds of a year at little cost; what is left, node-cron itself judges. */
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
