import { MINUTE, SECOND } from '../duration.ts';
import type { Faults } from '../faults.ts';
import type { Job, JobLog } from './job.ts';
import type { Schedule } from './scheduleJob.ts';
import { type JobSchedules, Schedules } from './schedules.ts';
import { WatchedJob } from './watchedJob.ts';

/** How often the machine's clock is checked for a step, and the jobs for one that is late. */
const CHECK_INTERVAL = 5 * SECOND;

/** A jump forward up to this size is ignored: it makes jobs late by at most this much. */
const MAX_IGNORED_JUMP = MINUTE;

export interface JobsOptions {
  readonly log: JobLog;
  /** Whose hours are meant by jobs whose hours are local, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Names the jobs that are late. */
  readonly faults: Faults;
  /** Those of other jobs of this process; without it, these jobs share theirs only with each other. */
  readonly schedules?: JobSchedules;
}

/** Jobs that run until they are stopped. */
export interface RunningJobs {
  /** Starts no more runs, aborts the running ones, and resolves when they have ended. */
  stop(): Promise<void>;
}

/** Runs each job once at start, since it may be overdue, and then on its schedule. */
export function startJobs(jobs: readonly Job[], options: JobsOptions): RunningJobs {
  const { log, timeZone, faults, schedules = new Schedules(log) } = options;
  const stopping = new AbortController();
  const all = jobs.map((job) => {
    const schedule: Schedule = schedules.add(job, timeZone, () => watched.onDue());
    const monotonic = (): number => performance.now();
    const watched = new WatchedJob({ job, schedule, monotonic, faults, log, signal: stopping.signal });
    return { schedule, watched };
  });
  const runAll = (): void => {
    for (const { watched } of all) watched.start();
  };
  const timer = checkRegularly({
    onClockStep() {
      for (const { schedule } of all) schedule.restart();
      runAll();
    },
    onCheck() {
      for (const { watched } of all) watched.check();
    },
  });
  runAll();
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(all.map(({ schedule }) => schedule.stop()));
      stopping.abort();
      await Promise.all(all.map(({ watched }) => watched.ended));
    },
  };
}

interface Checks {
  /**
   * The machine's clock was changed. node-cron reads that clock itself: if it is set back by an hour, nothing would run for
   * an hour; if it jumps forward, node-cron would skip the runs in between.
   */
  readonly onClockStep: () => void;
  readonly onCheck: () => void;
}

function checkRegularly({ onClockStep, onCheck }: Checks): NodeJS.Timeout {
  let lastWall = Date.now();
  let lastMonotonic = performance.now();
  return setInterval(() => {
    const [wall, monotonic] = [Date.now(), performance.now()];
    const isStep = wall < lastWall || wall > lastWall + CHECK_INTERVAL + MAX_IGNORED_JUMP;
    // After the process stood still, the schedules get their turn first.
    const isOnTime = monotonic - lastMonotonic < 2 * CHECK_INTERVAL;
    [lastWall, lastMonotonic] = [wall, monotonic];
    if (isStep) onClockStep();
    if (isOnTime) onCheck();
  }, CHECK_INTERVAL).unref();
}
