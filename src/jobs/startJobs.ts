import cron, { type Logger, type ScheduledTask } from 'node-cron';
import { MINUTE, SECOND } from '../duration.ts';
import { isStoreFailure } from '../store/store.ts';
import type { Job, JobLog } from './job.ts';

/** How often the machine's clock is checked for a step. */
const CLOCK_CHECK_INTERVAL = 5 * SECOND;

/** A jump forward up to this size is ignored: it makes jobs late by at most this much. */
const MAX_IGNORED_JUMP = MINUTE;

/** Jobs that run until they are stopped. */
export interface RunningJobs {
  /** Starts no more runs, aborts the running ones, and resolves when they have ended. */
  stop(): Promise<void>;
}

/** Runs each job once at start, since it may be overdue, and then on its schedule. */
export function startJobs(jobs: readonly Job[], log: JobLog): RunningJobs {
  const stopping = new AbortController();
  const running = new Map<Job, Promise<void>>();
  const run = (job: Job): Promise<void> => {
    const done = running.get(job) ?? runOnce(job, stopping.signal, log).finally(() => running.delete(job));
    running.set(job, done);
    return done;
  };
  const tasks = jobs.map((job) => {
    const tolerance = findTolerance(job.cron);
    return cron.schedule(job.cron, () => run(job), {
      name: job.name,
      noOverlap: true,
      logger: createLogger(job, log),
      // After the machine slept there would be thousands of warnings. The overdue jobs run anyway.
      suppressMissedWarning: true,
      ...(tolerance !== undefined && { missedExecutionTolerance: tolerance }),
    });
  });
  const runAll = (): void => {
    for (const job of jobs) void run(job);
  };
  const clockCheck = onClockStep(() => {
    for (const task of tasks) void Promise.resolve(task.stop()).then(() => task.start());
    runAll();
  });
  runAll();
  return {
    async stop() {
      clearInterval(clockCheck);
      await Promise.all(tasks.map((task: ScheduledTask) => task.destroy()));
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}

/**
 * Calls `onStep` when the machine's clock was changed. node-cron reads that clock itself: if it is set back by an hour,
 * nothing would run for an hour; if it jumps forward, node-cron would skip the runs in between.
 */
function onClockStep(onStep: () => void): NodeJS.Timeout {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    const isStep = now < last || now > last + CLOCK_CHECK_INTERVAL + MAX_IGNORED_JUMP;
    last = now;
    if (isStep) onStep();
  }, CLOCK_CHECK_INTERVAL).unref();
}

async function runOnce(job: Job, signal: AbortSignal, log: JobLog): Promise<void> {
  try {
    await job.run(signal);
  } catch (error) {
    // A failing store logs that itself, once. Errors that follow from it are logged at debug level only.
    if (isStoreFailure(error))
      return log.debug(`the job "${job.name}" failed because of the store: ${error.message}`);
    log.error({ err: error }, `the job "${job.name}" failed; it runs again at its next scheduled time`);
  }
}

/** By default, node-cron skips a tick that is more than a second late. We allow half a period. @returns ms */
function findTolerance(expression: string): number | undefined {
  const task = cron.createTask(expression, () => undefined);
  const [first, second] = task.getNextRuns(2);
  void task.destroy();
  return first && second ? (second.getTime() - first.getTime()) / 2 : undefined;
}

function createLogger(job: Job, log: JobLog): Logger {
  const prefix = `job ${job.name}: `;
  return {
    info: (message) => log.info(prefix + message),
    warn: (message) => log.warn(prefix + message),
    error: (message, error) => log.error({ err: error ?? message }, `${prefix}node-cron failed`),
    debug: (message) => log.debug(prefix + String(message)),
  };
}
