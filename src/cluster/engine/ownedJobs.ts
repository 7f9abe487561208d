import { randomUUID } from 'node:crypto';
import { type ClusterTime, NoAnswerError, withDeadline } from '../clusterTime.ts';
import { JobLease, type OwnedLease } from '../jobLease.ts';
import { balance } from './balance.ts';
import { FailedRuns, type FailedRunsOptions } from './failedRuns.ts';
import type { JobEngine } from './jobEngine.ts';

/** Why a job's `run` is to end: the job is handed over while its lease still holds, or the lease was lost. */
export type EndReason = 'handover' | 'lost';

/**
 * Does the work of a job for as long as this replica owns it.
 * @param signal aborted, with an `EndReason`, when the work has to end
 * @returns resolves once nothing of it is under way any more; only then may another replica own the job
 */
export type Run = (index: number, lease: OwnedLease, signal: AbortSignal) => Promise<void>;

/** How this replica stands with Redis, besides the engine. */
export interface RedisState {
  /** Whether it is known, and in the log, that Redis does not answer. */
  isAway(): boolean;
  /** Rejects while Redis does not answer all that a run needs. */
  probe(): Promise<unknown>;
}

export interface OwnedJobsOptions extends FailedRunsOptions {
  readonly engine: JobEngine;
  readonly redis: RedisState;
  readonly count: number;
  readonly lockMs: number;
  /** How often it is looked whether Redis lost a job; 2 s by default. */
  readonly healMs?: number;
  readonly run: Run;
  readonly time: ClusterTime;
  /** Told of how late the renewals are, ms, where this process was blocked or paused: near the length of the lock, that loses jobs. */
  readonly onLate: (ms: number) => void;
  /** Told of an error of the engine. */
  readonly onError: (error: unknown) => void;
}

interface OwnedJob {
  readonly index: number;
  readonly lease: JobLease;
  readonly ending: AbortController;
  /** When its work began, in ms of the monotonic clock. */
  beganAt: number;
}

/** After an error of the engine, ms. */
const RETRY_AFTER = 250;

/** How long the engine may wait for a job, ms. It answers after a second if there is none. */
const TAKE_LIMIT = 5_000;

/** A job that could not be run because Redis is away is run again after so long, ms. */
const REST = 1_000;

/** A `run` that fails later than this had begun its work; one that fails sooner could not begin. In ms. */
const BEGUN_AFTER = 30_000;

/** The share of the jobs that this replica owns. It takes, renews, hands over and gives up. */
export class OwnedJobs {
  readonly #options: OwnedJobsOptions;
  /** All whose lock may be ours, in the order in which they were granted. */
  readonly #owned = new Map<number, OwnedJob>();
  /** Those whose `run` has not ended, which may be one that was lost. */
  readonly #running = new Map<number, Promise<void>>();
  /** Those that were lost just now, and are not in the log yet. */
  readonly #lost: number[] = [];
  readonly #failed: FailedRuns;
  readonly #stopping = new AbortController();
  /** Aborted once all jobs are handed over. */
  readonly #ended = new AbortController();
  #wake = Promise.withResolvers<void>();
  #loops: readonly Promise<void>[] = [];

  constructor(options: OwnedJobsOptions) {
    this.#options = options;
    this.#failed = new FailedRuns(options);
  }

  /** The jobs that are certainly owned and not on their way to another replica, in order. */
  get owned(): readonly number[] {
    const held = this.#settled.filter(({ lease }) => lease.isHeld);
    return held.map(({ index }) => index).sort((a, b) => a - b);
  }

  /** Begins to take jobs. */
  start(): void {
    const { engine, replicas } = this.#options;
    replicas.onChange(() => this.#rebalance());
    // Another Redis may answer now, which never heard of our last renewals.
    engine.onReconnect(() => {
      for (const { lease } of this.#owned.values()) lease.distrust();
      void this.#renewAll();
    });
    this.#loops = [this.#take(), this.#renew(), this.#heal()];
  }

  /** Hands all jobs over. Resolves once nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.resolve();
    for (const { ending } of this.#owned.values()) ending.abort('handover' satisfies EndReason);
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    this.#ended.abort();
    await Promise.all(this.#loops);
  }

  get #settled(): readonly OwnedJob[] {
    return [...this.#owned.values()].filter(({ ending }) => !ending.signal.aborted);
  }

  get #isWanting(): boolean {
    return !this.#stopping.signal.aborted && this.#owned.size < this.#balance().share;
  }

  #balance() {
    const { replicas, count } = this.#options;
    const owned = this.#settled.map(({ index }) => index);
    // What it has runs, so that nothing is won where it is handed over.
    if (replicas.isAside) return { share: 0, handOver: [] };
    return balance({ owned, rank: replicas.rank, sharing: replicas.sharing, count });
  }

  /** Hands over one job at a time, so that few are without an owner at any moment. */
  #rebalance(): void {
    this.#wake.resolve();
    if (this.#stopping.signal.aborted || this.#settled.length < this.#owned.size) return;
    const [index] = this.#balance().handOver;
    if (index !== undefined) this.#owned.get(index)?.ending.abort('handover' satisfies EndReason);
  }

  async #take(): Promise<void> {
    const { engine, time, onError } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (!this.#isWanting) {
        this.#wake = Promise.withResolvers();
        await this.#wake.promise;
        continue;
      }
      try {
        const token = randomUUID();
        const index = await this.#takeOne(token);
        if (index === undefined) continue;
        if (this.#isWanting) this.#grant(index, token);
        else await engine.release({ index, token }, 0);
      } catch (error) {
        onError(error);
        await time.wait(RETRY_AFTER, signal);
      }
    }
  }

  /** @throws if Redis does not answer. A grant that comes after that is given back. */
  async #takeOne(token: string): Promise<number | undefined> {
    const { engine, redis, time, onError } = this.#options;
    // One connection may be back before another. Whoever took a job then could not run it, and others could.
    await withDeadline(time, TAKE_LIMIT, 'Redis', redis.probe());
    const taking = engine.take(token);
    try {
      return await withDeadline(time, TAKE_LIMIT, 'Redis', taking);
    } catch (error) {
      if (error instanceof NoAnswerError) {
        taking
          .then((index) => (index === undefined ? undefined : engine.release({ index, token }, 0)))
          .catch(onError);
      }
      throw error;
    }
  }

  #grant(index: number, token: string): void {
    const { engine, lockMs, time, job } = this.#options;
    // Granted again, so the lock of before is lost.
    this.#lose(this.#owned.get(index));
    const lease = new JobLease({
      key: engine.lockKey(index),
      token,
      subject: `${job} ${index}`,
      lockMs,
      monotonic: () => time.monotonic(),
      renew: async () => !(await this.#extend([{ index, token }])).has(index),
    });
    const owned = { index, lease, ending: new AbortController(), beganAt: time.monotonic() };
    lease.lost.addEventListener('abort', () => this.#lose(owned), { once: true });
    this.#owned.set(index, owned);
    // A run of before may still be ending. Two of one job never run at once.
    const before = this.#running.get(index) ?? Promise.resolve();
    const running = before.then(() => this.#work(owned));
    this.#running.set(index, running);
    void running.then(() => {
      if (this.#running.get(index) === running) this.#running.delete(index);
      this.#rebalance();
    });
  }

  /** Never rejects. */
  async #work(owned: OwnedJob): Promise<void> {
    const { run, time } = this.#options;
    const { index, lease, ending } = owned;
    owned.beganAt = time.monotonic();
    let failure: { readonly error: unknown } | undefined;
    try {
      // The lease counts from a renewal of our own: nobody knows how long the grant was on its way.
      await lease.ensureHeld();
      if (!ending.signal.aborted) await run(index, lease, ending.signal);
    } catch (error) {
      failure = { error };
    }
    if (lease.lost.aborted) return;
    const isEarly = !ending.signal.aborted;
    if (!isEarly) this.#failed.forget(index);
    // What has run for so long runs well, whatever became of it before.
    for (const each of this.#owned.values())
      if (time.monotonic() - each.beganAt >= BEGUN_AFTER) this.#failed.forget(each.index);
    const rest = isEarly ? this.#restAfter(index, failure?.error) : 0;
    // From here on it is nobody's. A renewal would find it lost.
    if (this.#owned.get(index) === owned) this.#owned.delete(index);
    lease.lose();
    await this.#release(owned, rest);
  }

  /** A run ended by itself. @returns how long the job shall rest, ms */
  #restAfter(index: number, error: unknown): number {
    return this.#options.redis.isAway() ? REST : this.#failed.add(index, error, [...this.#owned.keys()]);
  }

  /** If Redis does not answer, the lock expires by itself. */
  async #release({ index, lease: { token } }: OwnedJob, delayMs: number): Promise<void> {
    const { engine, time, lockMs, onError } = this.#options;
    await withDeadline(time, lockMs, 'Redis', engine.release({ index, token }, delayMs)).catch(onError);
  }

  #lose(owned: OwnedJob | undefined): void {
    if (owned === undefined || this.#owned.get(owned.index) !== owned) return;
    this.#owned.delete(owned.index);
    owned.lease.lose();
    this.#sayLost(owned.index);
    owned.ending.abort('lost' satisfies EndReason);
    this.#wake.resolve();
  }

  /** Those that are lost at the same moment share a line. */
  #sayLost(index: number): void {
    this.#lost.push(index);
    if (this.#lost.length > 1) return;
    queueMicrotask(() => {
      const { log, job } = this.#options;
      const [first, ...more] = this.#lost.splice(0).sort((a, b) => a - b);
      log.warn(
        more.length === 0
          ? `This replica lost ${job} ${first}, and ends its work on it`
          : `This replica lost ${job}s ${[first, ...more].join(', ')}, and ends its work on them`,
      );
    });
  }

  async #renew(): Promise<void> {
    const { time, lockMs, onLate } = this.#options;
    // To the end of the last hand-over: a job that is drained is still ours.
    while (!this.#stopping.signal.aborted || this.#owned.size > 0) {
      const dueAt = time.monotonic() + lockMs / 4;
      await time.wait(lockMs / 4, this.#ended.signal);
      const late = time.monotonic() - dueAt;
      if (late >= lockMs / 4) onLate(Math.round(late));
      await this.#renewAll();
    }
  }

  async #renewAll(): Promise<void> {
    const owned = [...this.#owned.values()];
    if (owned.length === 0) return;
    const sent = owned.map(({ lease }) => lease.send());
    try {
      const lost = await this.#extend(owned.map(({ index, lease: { token } }) => ({ index, token })));
      owned.forEach((each, at) => {
        const renewal = sent[at];
        if (lost.has(each.index)) each.lease.lose();
        else if (renewal !== undefined) each.lease.confirm(renewal);
      });
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #extend(grants: readonly { index: number; token: string }[]): Promise<ReadonlySet<number>> {
    const { engine, time, lockMs } = this.#options;
    return withDeadline(time, lockMs / 2, 'Redis', engine.extend(grants));
  }

  async #heal(): Promise<void> {
    const { engine, time, lockMs, onError, healMs = 2_000 } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await withDeadline(time, lockMs, 'Redis', engine.ensureJobs()).catch(onError);
      await time.wait(healMs, signal);
    }
  }
}
