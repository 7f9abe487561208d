import { SECOND } from '../../src/duration.ts';
import type { Job } from '../../src/jobs/job.ts';
import { type Schedule, scheduleJob } from '../../src/jobs/scheduleJob.ts';
import type { SteppedJobs } from '../../src/jobs/steppedJobs.ts';

const LOG = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
  trace: () => undefined,
};

export interface SteppedCronOptions {
  readonly jobs: readonly Job[];
  readonly signal: AbortSignal;
  /** As the program has it from `pinTimeZone`. */
  readonly timeZone: string;
  /** The machine's clock, ms since the epoch. */
  readonly now: () => number;
}

interface Timer {
  readonly at: number;
  readonly ring: () => unknown;
}

/**
 * The program's own schedules, kept by node-cron itself: as long as its code runs, `Date` and the timers are those of a
 * clock that is stepped by hand. So the process's zone and that of each schedule matter as they do in production. It takes
 * a hundred times as long as the stepped jobs.
 */
export class SteppedCron implements SteppedJobs {
  readonly #options: SteppedCronOptions;
  readonly #timers = new Map<number, Timer>();
  readonly #schedules: readonly Schedule[];
  readonly #due = new Set<number>();
  #lastTimer = 0;

  /** The first runs come after this moment. */
  constructor(options: SteppedCronOptions) {
    this.#options = options;
    const { jobs, timeZone } = options;
    this.#schedules = this.#onThisClock(() =>
      jobs.map((job, index) => scheduleJob(job, timeZone, LOG, () => void this.#due.add(index))),
    );
  }

  async advance(_from: number, to: number, setNow: (now: number) => void): Promise<void> {
    for (let next = this.#nextTimer(); next <= to; next = this.#nextTimer()) {
      setNow(next);
      this.#ring(next);
      // node-cron calls what is due a few microtasks later.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#runDue();
    }
    setNow(to);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#onThisClock(() => this.#schedules.map((schedule) => schedule.stop())));
  }

  #nextTimer(): number {
    return Math.min(...[...this.#timers.values()].map(({ at }) => at));
  }

  #ring(now: number): void {
    const due = [...this.#timers].filter(([, { at }]) => at <= now);
    for (const [id] of due) this.#timers.delete(id);
    this.#onThisClock(() => {
      for (const [, { ring }] of due) ring();
    });
  }

  async #runDue(): Promise<void> {
    const { jobs, signal, now } = this.#options;
    const due = jobs.filter((job, index) => this.#due.has(index) && now() >= (job.idleUntil?.() ?? 0));
    this.#due.clear();
    for (const job of due) await job.run(signal);
  }

  /** @param work must not await */
  #onThisClock<R>(work: () => R): R {
    const { Date: machineDate, setTimeout, clearTimeout } = globalThis;
    Object.assign(globalThis, {
      Date: createDate(this.#options.now),
      setTimeout: (ring: () => unknown, delay: number) => this.#set(ring, delay),
      clearTimeout: (id: number) => this.#timers.delete(id),
    });
    try {
      return work();
    } finally {
      Object.assign(globalThis, { Date: machineDate, setTimeout, clearTimeout });
    }
  }

  /** All that is due is due at a whole second, and a timer that can't be soon enough rings at the next. */
  #set(ring: () => unknown, delay: number): number {
    const at = Math.ceil((this.#options.now() + Math.max(1, delay)) / SECOND) * SECOND;
    this.#lastTimer += 1;
    this.#timers.set(this.#lastTimer, { at, ring });
    return this.#lastTimer;
  }
}

function createDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, values) => Reflect.construct(target, values.length === 0 ? [now()] : values),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
