import type { Grant, JobEngine } from '../../src/cluster/engine/jobEngine.ts';
import type { ProcessTime, SteppedTime } from '../support/steppedClusterTime.ts';

interface ScriptedJob {
  token: string | undefined;
  lockedUntil: number;
  freeFrom: number;
}

/** What Redis and BullMQ do with the jobs, on a stepped clock: locks that expire, and a check that frees what they held. */
export class ScriptedQueue {
  readonly time: SteppedTime;
  readonly lockMs: number;
  /** Whether an owner lost its lock before it ran out. */
  wasBroken = false;
  readonly jobs: (ScriptedJob | undefined)[];

  constructor(
    time: SteppedTime,
    { count, lockMs, stalledMs }: { count: number; lockMs: number; stalledMs: number },
  ) {
    this.time = time;
    this.lockMs = lockMs;
    this.jobs = Array.from({ length: count }, () => undefined);
    void this.#freeStalled(stalledMs);
  }

  /** The token that holds the lock just now. */
  holderOf(index: number): string | undefined {
    const job = this.jobs[index];
    return job !== undefined && job.lockedUntil > this.time.monotonic() ? job.token : undefined;
  }

  /** All keys are gone. */
  flush(): void {
    this.wasBroken = true;
    this.jobs.fill(undefined);
  }

  /** Another one has the lock. */
  steal(index: number): void {
    this.wasBroken = true;
    const job = this.jobs[index];
    if (job !== undefined)
      Object.assign(job, { token: 'thief', lockedUntil: this.time.monotonic() + this.lockMs });
  }

  async #freeStalled(stalledMs: number): Promise<void> {
    for (;;) {
      await this.time.wait(stalledMs);
      for (const [index, job] of this.jobs.entries()) {
        if (job?.token !== undefined && this.holderOf(index) === undefined) job.token = undefined;
      }
    }
  }
}

/** One replica's engine on the queue, which can be slow or cut. */
export class FlakyEngine implements JobEngine {
  readonly #queue: ScriptedQueue;
  readonly #process: ProcessTime;
  readonly #listeners: (() => void)[] = [];
  #cut: 'refuses' | 'is silent' | undefined;
  /** How long a call takes to arrive, and its answer to come back, ms. */
  latency = { there: 1, back: 1 };

  constructor(queue: ScriptedQueue, process: ProcessTime) {
    this.#queue = queue;
    this.#process = process;
  }

  /** From now on every call fails at once, or is never answered. */
  cut(how: 'refuses' | 'is silent'): void {
    this.#cut = how;
  }

  restore(): void {
    if (this.#cut === undefined) return;
    this.#cut = undefined;
    for (const listener of this.#listeners) listener();
  }

  async take(token: string): Promise<number | undefined> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const index = await this.#call(() => {
        const found = this.#queue.jobs.findIndex(
          (job) =>
            job !== undefined && job.token === undefined && job.freeFrom <= this.#queue.time.monotonic(),
        );
        const job = this.#queue.jobs[found];
        if (job === undefined) return undefined;
        Object.assign(job, { token, lockedUntil: this.#queue.time.monotonic() + this.#queue.lockMs });
        return found;
      });
      if (index !== undefined) return index;
      await this.#queue.time.wait(200);
    }
    return undefined;
  }

  extend(grants: readonly Grant[]): Promise<ReadonlySet<number>> {
    return this.#call(() => {
      const lost = new Set<number>();
      for (const { index, token } of grants) {
        const job = this.#queue.jobs[index];
        if (job !== undefined && this.#queue.holderOf(index) === token) {
          job.lockedUntil = this.#queue.time.monotonic() + this.#queue.lockMs;
        } else lost.add(index);
      }
      return lost;
    });
  }

  release({ index, token }: Grant, delayMs: number): Promise<void> {
    return this.#call(() => {
      const job = this.#queue.jobs[index];
      if (job === undefined || this.#queue.holderOf(index) !== token) return;
      Object.assign(job, {
        token: undefined,
        lockedUntil: 0,
        freeFrom: this.#queue.time.monotonic() + delayMs,
      });
    });
  }

  ensureJobs(): Promise<void> {
    return this.#call(() => {
      for (const index of this.#queue.jobs.keys()) {
        this.#queue.jobs[index] ??= { token: undefined, lockedUntil: 0, freeFrom: 0 };
      }
    });
  }

  lockKey(index: number): string {
    return `lock-${index}`;
  }

  onReconnect(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {}

  async #call<T>(work: () => T): Promise<T> {
    await this.#process.resumed;
    const { there, back } = this.latency;
    await this.#queue.time.wait(there);
    await this.#pass();
    const answer = work();
    await this.#queue.time.wait(back);
    await this.#pass();
    await this.#process.resumed;
    return answer;
  }

  /** What is under way when the connection is cut is lost, also if it was done already. */
  #pass(): Promise<void> {
    if (this.#cut === 'refuses') return Promise.reject(new Error('connect ECONNREFUSED'));
    return this.#cut === 'is silent' ? new Promise(() => undefined) : Promise.resolve();
  }
}
