import cron, { type Logger, type ScheduledTask } from 'node-cron';
import type { Job, JobLog } from './job.ts';

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
      ...(tolerance !== undefined && { missedExecutionTolerance: tolerance }),
    });
  });
  for (const job of jobs) void run(job);
  return {
    async stop() {
      await Promise.all(tasks.map((task: ScheduledTask) => task.destroy()));
      ending.abort();
      await Promise.all(running.values());
    },
  };
}

async function runOnce(job: Job, signal: AbortSignal, log: JobLog): Promise<void> {
  try {
    await job.run(signal);
  } catch (error) {
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
