import cron, { type Logger } from 'node-cron';
import { MINUTE } from '../duration.ts';
import type { Job, JobLog } from './job.ts';

/** node-cron reads the process's own zone in places, so the process runs in UTC too (`src/app/pinTimeZone.ts`). */
const UTC = 'Etc/UTC';

/** The schedule of one job. */
export interface Schedule {
  /** The shortest time between two scheduled times, ms. */
  readonly interval: number;
  /** The n-th scheduled time after now, ms since the epoch; in the hour that a zone repeats it may be too late. */
  nextRun(n: number): number;
  /** Reads the machine's clock again, after it was changed. */
  restart(): void;
  stop(): Promise<void>;
}

/**
 * Calls `onDue` at each scheduled time.
 *
 * @param timeZone whose hours are meant where the job's are local. In the hour that the zone repeats, what is due in it is
 *   due twice; in the hour that it skips, nothing is.
 */
export function scheduleJob(
  job: Pick<Job, 'cron' | 'isLocal'>,
  timeZone: string,
  log: JobLog,
  onDue: () => void,
): Schedule {
  const calendar = cron.createTask(job.cron, () => undefined, { timezone: job.isLocal ? timeZone : UTC });
  // node-cron finds the next local time wrongly in a repeated hour, but it knows for each moment whether it fits.
  const ticks = job.isLocal ? everyMinute(job.cron) : job.cron;
  const interval = findInterval(calendar.getNextRuns(4).map(Number));
  const task = cron.schedule(
    ticks,
    ({ date }) => {
      if (!job.isLocal || calendar.match(date)) onDue();
    },
    {
      name: job.cron,
      timezone: UTC,
      logger: createLogger(job, log),
      // After the machine slept there would be thousands of warnings. The overdue jobs run anyway.
      suppressMissedWarning: true,
      // By default, a tick that is more than a second late is skipped. We allow half a period.
      missedExecutionTolerance: (job.isLocal ? Math.min(MINUTE, interval) : interval) / 2,
    },
  );
  let isRestarting = false;
  const restart = async (): Promise<void> => {
    // Each of the jobs that share it asks for it.
    if (isRestarting) return;
    isRestarting = true;
    try {
      await task.stop();
      await task.start();
    } finally {
      isRestarting = false;
    }
  };
  return {
    interval,
    nextRun: (n) => Number(calendar.getNextRuns(n).at(-1)),
    restart: () => void restart(),
    stop: async () => {
      await Promise.all([task.destroy(), calendar.destroy()]);
    },
  };
}

function findInterval(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

/** The seconds of an expression, in every minute. */
function everyMinute(expression: string): string {
  return `${cron.parse(expression).second.join(',')} * * * * *`;
}

function createLogger({ cron: times }: Pick<Job, 'cron'>, log: JobLog): Logger {
  const prefix = `jobs at ${times}: `;
  return {
    info: (message) => log.info(prefix + message),
    warn: (message) => log.warn(prefix + message),
    error: (message, error) => log.error({ err: error ?? message }, `${prefix}node-cron failed`),
    debug: (message) => log.debug(prefix + String(message)),
  };
}
