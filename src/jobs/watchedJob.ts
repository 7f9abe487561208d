import { formatDuration, MINUTE } from '../duration.ts';
import type { Faults } from '../faults.ts';
import { isStoreFailure } from '../store/store.ts';
import type { Job, JobLog } from './job.ts';
import type { Schedule } from './scheduleJob.ts';

/** A job that was due so often and did not run is late. */
const MISSED_RUNS = 3;

/** No run of ours takes nearly as long, but for one of a slow job: each call has a time limit. */
const LONGEST_RUN = 5 * MINUTE;

export interface WatchedJobParts {
  readonly job: Job;
  readonly schedule: Pick<Schedule, 'interval' | 'nextRun'>;
  /** In ms. It runs evenly, whatever happens to the machine's time. */
  readonly monotonic: () => number;
  readonly faults: Faults;
  readonly log: JobLog;
  readonly signal: AbortSignal;
}

/**
 * Runs one job, never twice at once, and notices when its schedule does not. Then the log, `/readyz` and `doctor` name the
 * job, and `check` runs it until the schedule works again.
 */
export class WatchedJob {
  readonly #parts: WatchedJobParts;
  #running: Promise<void> | undefined;
  /** When the last run began, by the monotonic clock; and when the job is late, once it might be. */
  #beganAt = 0;
  #lateAt: number | undefined;
  #isLate = false;

  constructor(parts: WatchedJobParts) {
    this.#parts = parts;
  }

  /** Resolves when the run in progress has ended; never rejects. */
  get ended(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Called at each scheduled time. */
  onDue(): void {
    const { job, faults, log } = this.#parts;
    if (this.#isLate && this.#running === undefined) {
      this.#isLate = false;
      faults.clear(subjectOf(job));
      log.info(`the job "${job.name}" runs on its schedule again`);
    }
    this.start();
  }

  /** Runs the job, unless it runs already. */
  start(): void {
    const { job, monotonic, log } = this.#parts;
    if (this.#running !== undefined) return;
    log.trace(`the job "${job.name}" begins`);
    this.#beganAt = monotonic();
    this.#lateAt = undefined;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Called every few seconds by a timer that no clock and no zone changes. */
  check(): void {
    const { job, monotonic, schedule } = this.#parts;
    const passed = monotonic() - this.#beganAt;
    if (this.#running !== undefined) {
      if (passed < LONGEST_RUN || this.#isLate) return;
      this.#report(
        `The job "${job.name}" has been running for ${formatDuration(passed)} and does not end, so it can't run again. Restart Threadwatch.`,
      );
    } else if (this.#isLate) {
      if (passed >= schedule.interval) this.start();
    } else if (this.#isOverdue(passed)) {
      this.#report(
        `The job "${job.name}" has not run for ${formatDuration(passed)}, though it was due ${MISSED_RUNS} times: its schedule has stopped. Threadwatch runs it by a timer until the schedule works again. If this lasts, check the clock of this machine, and restart Threadwatch.`,
      );
      this.start();
    }
  }

  /** Whether the job was due often enough since its last run. The schedule is only asked where it might be. */
  #isOverdue(passed: number): boolean {
    const { monotonic, schedule } = this.#parts;
    if (passed < 1.5 * schedule.interval) return false;
    this.#lateAt ??= monotonic() + schedule.nextRun(MISSED_RUNS - 1) - Date.now();
    return monotonic() >= this.#lateAt;
  }

  #report(words: string): void {
    const { job, faults, log } = this.#parts;
    this.#isLate = true;
    const inChat = `A part of this bot has stopped: "${job.name}". Its operator has to look at it.`;
    faults.report(subjectOf(job), { words, inChat });
    log.warn(words);
  }

  async #run(): Promise<void> {
    const { job, signal, log } = this.#parts;
    try {
      await job.run(signal);
    } catch (error) {
      // A failing store logs that itself, once. Errors that follow from it are logged at debug level only.
      if (isStoreFailure(error))
        return log.debug(`the job "${job.name}" failed because of the store: ${error.message}`);
      log.error({ err: error }, `the job "${job.name}" failed; it runs again at its next scheduled time`);
    }
  }
}

function subjectOf({ name }: Job): string {
  return `job ${name}`;
}
