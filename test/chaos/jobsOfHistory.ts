import { MINUTE } from '../../src/duration.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createSteppedJobs, type SteppedJobs } from '../../src/jobs/steppedJobs.ts';
import { SteppedCron } from './steppedCron.ts';

/** node-cron itself keeps the schedules from so long before the clocks are changed until so long after: it takes its time. */
const BEFORE = MINUTE;
const AFTER = 31 * MINUTE;

export interface JobsOfHistoryOptions {
  /** When the clocks are changed, ms since the epoch. */
  readonly changeAt: number;
  readonly timeZone: string;
  readonly now: () => number;
}

/** What runs the jobs of a history in which the clocks are changed: around that node-cron, and else what takes less time. */
export function createJobsOfHistory(
  jobs: readonly Job[],
  signal: AbortSignal,
  { changeAt, timeZone, now }: JobsOfHistoryOptions,
): SteppedJobs {
  const stepped = createSteppedJobs(jobs, signal);
  const [begins, ends] = [changeAt - BEFORE, changeAt + AFTER];
  return {
    async advance(from, to, setNow) {
      if (from < begins) await stepped.advance(from, Math.min(to, begins), setNow);
      const [first, last] = [Math.max(from, begins), Math.min(to, ends)];
      if (first < last) {
        const cron = new SteppedCron({ jobs, signal, timeZone, now });
        try {
          await cron.advance(first, last, setNow);
        } finally {
          await cron.stop();
        }
      }
      if (to > ends) await stepped.advance(Math.max(from, ends), to, setNow);
    },
  };
}
