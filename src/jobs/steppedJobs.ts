import cron from 'node-cron';
import { SECOND } from '../duration.ts';
import type { Job } from './job.ts';

/** Jobs whose clock is stepped by hand: the same expressions, the same node-cron, no waiting. */
export interface SteppedJobs {
  /** Goes from one moment to another, and runs what falls due on the way, at its own moment. */
  advance(from: number, to: number, arrive: (now: number) => void): Promise<void>;
}

/** @param signal ends the jobs' own work */
export function createSteppedJobs(jobs: readonly Job[], signal: AbortSignal): SteppedJobs {
  const tasks = jobs.map((job) =>
    cron.createTask(job.cron, () => job.run(signal), {
      name: job.name,
      noOverlap: true,
      timezone: 'Etc/UTC',
    }),
  );
  const seconds = new Set(jobs.flatMap((job) => cron.parse(job.cron).second));
  return {
    async advance(from, to, arrive) {
      for (let now = nextSecond(from); now <= to; now += SECOND) {
        const date = new Date(now);
        if (!seconds.has(date.getUTCSeconds())) continue;
        const due = tasks.filter((task) => task.match(date));
        if (due.length === 0) continue;
        arrive(now);
        for (const task of due) await task.execute();
      }
      arrive(to);
    },
  };
}

function nextSecond(now: number): number {
  return (Math.floor(now / SECOND) + 1) * SECOND;
}
