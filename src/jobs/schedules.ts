import type { Job, JobLog } from './job.ts';
import { type Schedule, scheduleJob } from './scheduleJob.ts';

/** Where jobs get their schedules. */
export interface JobSchedules {
  /** Calls `onDue` at each scheduled time of a job. As `scheduleJob`. */
  add(job: Pick<Job, 'cron' | 'isLocal'>, timeZone: string, onDue: () => void): Schedule;
}

interface SharedSchedule {
  readonly schedule: Schedule;
  readonly listeners: Set<() => void>;
}

/**
 * The schedules of a process. Jobs with the same times share one: a replica has the same jobs for each partition, and
 * node-cron takes longer to find the next time than an idle job takes to run.
 */
export class Schedules implements JobSchedules {
  readonly #log: JobLog;
  readonly #shared = new Map<string, SharedSchedule>();

  constructor(log: JobLog) {
    this.#log = log;
  }

  /** Calls `onDue` at each scheduled time of a job, after those that were added before. As `scheduleJob`. */
  add(job: Pick<Job, 'cron' | 'isLocal'>, timeZone: string, onDue: () => void): Schedule {
    const key = job.isLocal ? `${timeZone} ${job.cron}` : job.cron;
    const shared = this.#shared.get(key) ?? this.#create(key, job, timeZone);
    const { schedule, listeners } = shared;
    // A function may be added twice.
    const listener = (): void => onDue();
    listeners.add(listener);
    return {
      ...schedule,
      stop: async () => {
        listeners.delete(listener);
        if (listeners.size > 0 || this.#shared.get(key) !== shared) return;
        this.#shared.delete(key);
        await schedule.stop();
      },
    };
  }

  /**
   * The same schedules for jobs that are due a little later than they say, so that not all cores of a process begin their work
   * at the same moment.
   *
   * @param ms shorter than the time between two scheduled times
   */
  later(ms: number): JobSchedules {
    return {
      add: (job, timeZone, onDue) => {
        let timer: NodeJS.Timeout | undefined;
        const callLater = (delay: number): void => {
          timer ??= setTimeout(() => {
            timer = undefined;
            onDue();
          }, delay);
        };
        const schedule = this.add(job, timeZone, () => callLater(ms));
        // What a scheduled time of just now makes due is due still.
        const passed = schedule.interval - (schedule.nextRun(1) - Date.now());
        if (passed >= 0 && passed < ms) callLater(ms - passed);
        const stop = (): Promise<void> => {
          clearTimeout(timer);
          return schedule.stop();
        };
        return { ...schedule, stop };
      },
    };
  }

  #create(key: string, job: Pick<Job, 'cron' | 'isLocal'>, timeZone: string): SharedSchedule {
    const listeners = new Set<() => void>();
    const callAll = (): void => {
      for (const listener of listeners) listener();
    };
    const shared = { schedule: scheduleJob(job, timeZone, this.#log, callAll), listeners };
    this.#shared.set(key, shared);
    return shared;
  }
}
