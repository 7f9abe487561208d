import cron, { type Logger } from 'node-cron';
import { SECOND } from '../duration.ts';
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
    seconds: new Set(cron.parse(job.cron).second),
    idleUntil: () => job.idleUntil?.() ?? 0,
  }));
  return {
    async advance(from, to, arrive) {
      for (let now = nextSecond(from); now <= to; now += SECOND) {
        const date = new Date(now);
        for (const { task, seconds, idleUntil } of tasks) {
          if (!seconds.has(date.getUTCSeconds()) || idleUntil() > now || !task.match(date)) continue;
          arrive(now);
          await task.execute();
        }
      }
      arrive(to);
    },
  };
}

function nextSecond(now: number): number {
  return (Math.floor(now / SECOND) + 1) * SECOND;
}

function ignore(): void {}
