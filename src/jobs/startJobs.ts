import cron, { type Logger, type ScheduledTask } from 'node-cron';
import { MINUTE, SECOND } from '../duration.ts';
import { isStoreFailure } from '../store/store.ts';
import type { Job, JobLog } from './job.ts';

/** How often the machine's clock is held against the passing of time. */
const WATCH_EVERY = 5 * SECOND;

/** A leap forward that makes up for it by itself: the jobs that run that seldom are not late by much. */
const SMALL_LEAP = MINUTE;

/** Jobs that run until they are stopped. */
export interface RunningJobs {
  /** Starts nothing new, tells what runs to come to an end, and resolves when it has. */
  stop(): Promise<void>;
}

/** Runs each job once at the start, since a due time may have passed unseen, and then by the clock. */
export function startJobs(jobs: readonly Job[], log: JobLog): RunningJobs {
  const ending = new AbortController();
  const running = new Map<Job, Promise<void>>();
  const run = (job: Job): Promise<void> => {
    const done = running.get(job) ?? runOnce(job, ending.signal, log).finally(() => running.delete(job));
    running.set(job, done);
    return done;
  };
  const tasks = jobs.map((job) => {
    const tolerance = tolerated(job.cron);
    return cron.schedule(job.cron, () => run(job), {
      name: job.name,
      noOverlap: true,
      logger: loggerFor(job, log),
      // After a sleep of the machine, that would be thousands of lines; what fell due is made up.
      suppressMissedWarning: true,
      ...(tolerance !== undefined && { missedExecutionTolerance: tolerance }),
    });
  });
  const runAll = (): void => {
    for (const job of jobs) void run(job);
  };
  const watch = watchForSteps(() => {
    for (const task of tasks) void Promise.resolve(task.stop()).then(() => task.start());
    runAll();
  });
  runAll();
  return {
    async stop() {
      clearInterval(watch);
      await Promise.all(tasks.map((task: ScheduledTask) => task.destroy()));
      ending.abort();
      await Promise.all(running.values());
    },
  };
}

/**
 * node-cron waits for a moment of the machine's clock, which it reads itself: when that is set back by an hour, nothing
 * would run for an hour; when it leaps over a slot, that slot is skipped.
 */
function watchForSteps(onStep: () => void): NodeJS.Timeout {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    const isStep = now < last || now > last + WATCH_EVERY + SMALL_LEAP;
    last = now;
    if (isStep) onStep();
  }, WATCH_EVERY).unref();
}

async function runOnce(job: Job, signal: AbortSignal, log: JobLog): Promise<void> {
  try {
    await job.run(signal);
  } catch (error) {
    // The store's failing is told once, by itself, and not by everything that meets with it.
    if (isStoreFailure(error)) return log.debug(`the job ${job.name} failed on the store: ${error.message}`);
    log.error({ err: error }, `the job ${job.name} failed; it runs again at its next time`);
  }
}

/** node-cron skips a tick that comes a second late; half a period is late enough. @returns ms */
function tolerated(expression: string): number | undefined {
  const task = cron.createTask(expression, () => undefined);
  const [first, second] = task.getNextRuns(2);
  void task.destroy();
  return first && second ? (second.getTime() - first.getTime()) / 2 : undefined;
}

function loggerFor(job: Job, log: JobLog): Logger {
  const prefix = `job ${job.name}: `;
  return {
    info: (message) => log.info(prefix + message),
    warn: (message) => log.warn(prefix + message),
    error: (message, error) => log.error({ err: error ?? message }, `${prefix}node-cron failed`),
    debug: (message) => log.debug(prefix + String(message)),
  };
}
