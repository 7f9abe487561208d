import { type Job, type JobType, Queue, Worker } from 'bullmq';
import { QUEUE_PREFIX } from '../../store/partitions.ts';
import type { BullClient, ClusterRedis } from '../clusterRedis.ts';
import { isJobGone } from '../isJobGone.ts';
import type { Grant, JobEngine } from './jobEngine.ts';

export interface BullEngineOptions {
  /** The queue, such as `partitions`. */
  readonly queue: string;
  /** What one job is called, such as `partition`; its id is `partition-3`. */
  readonly job: string;
  readonly count: number;
  readonly lockMs: number;
  /** How often it is looked for jobs whose lock expired. */
  readonly stalledMs: number;
}

/** Where a job that is not lost can be. */
const PLACES: JobType[] = ['wait', 'prioritized', 'delayed', 'active'];

/**
 * Jobs that never end, in a queue of BullMQ. They are fetched by hand, so that a replica takes one only while it wants one.
 *
 * @see https://docs.bullmq.io/patterns/manually-fetching-jobs
 */
export class BullEngine implements JobEngine {
  readonly #options: BullEngineOptions;
  readonly #client: BullClient;
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #jobs = new Map<number, Job>();
  readonly #ids: readonly string[];
  readonly #listeners: (() => void)[] = [];
  /** Those that were missing when it was last looked. */
  #missing: ReadonlySet<string> = new Set();

  private constructor(redis: ClusterRedis, options: BullEngineOptions) {
    this.#options = options;
    this.#ids = Array.from({ length: options.count }, (_, index) => this.#idOf(index));
    const client = redis.workerClient;
    this.#client = client;
    // Without the version check: it prints its advice past our log, and `findProblems` of the store gives it already.
    const shared = { connection: client, prefix: QUEUE_PREFIX, skipVersionCheck: true };
    this.#queue = new Queue(options.queue, shared);
    this.#worker = new Worker(options.queue, undefined, {
      ...shared,
      autorun: false,
      skipLockRenewal: true,
      lockDuration: options.lockMs,
      stalledInterval: options.stalledMs,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      drainDelay: 1,
    });
    this.#queue.on('error', (error) => redis.report(error));
    this.#worker.on('error', (error) => redis.report(error));
    client.on('ready', () => {
      for (const listener of this.#listeners) listener();
    });
  }

  /** Connects and adds the jobs that are missing. */
  static async open(redis: ClusterRedis, options: BullEngineOptions): Promise<BullEngine> {
    const engine = new BullEngine(redis, options);
    await engine.#worker.waitUntilReady();
    await engine.#add(engine.#ids);
    await engine.#worker.startStalledCheckTimer();
    return engine;
  }

  async take(token: string): Promise<number | undefined> {
    // The second call does not wait: it finds a job whose signal another replica took before it died.
    const job =
      (await this.#worker.getNextJob(token)) ?? (await this.#worker.getNextJob(token, { block: false }));
    if (job === undefined) return undefined;
    const index = this.#ids.indexOf(job.id ?? '');
    if (index === -1) {
      // Of a time when there were more of them.
      await job.moveToCompleted('', token, false);
      return undefined;
    }
    this.#jobs.set(index, job);
    return index;
  }

  async extend(grants: readonly Grant[]): Promise<ReadonlySet<number>> {
    this.#ensureReady();
    const ids = grants.map(({ index }) => this.#idOf(index));
    const tokens = grants.map(({ token }) => token);
    const lost = await this.#worker.extendJobLocks(ids, tokens, this.#options.lockMs);
    return new Set(lost.map((id) => this.#ids.indexOf(id)));
  }

  async release({ index, token }: Grant, delayMs: number): Promise<void> {
    const job = this.#jobs.get(index);
    if (job === undefined) return;
    this.#ensureReady();
    try {
      if (delayMs > 0) await job.moveToDelayed(Date.now() + delayMs, token);
      else await job.moveToWait(token);
    } catch (error) {
      if (!isJobGone(error)) throw error;
    }
  }

  async ensureJobs(): Promise<void> {
    this.#ensureReady();
    const present = new Set(await this.#queue.getRanges(PLACES, 0, -1));
    const missing = this.#ids.filter((id) => !present.has(id));
    for (const id of missing.filter((each) => this.#missing.has(each))) {
      // Its record is there, so that it can't be added, but it is in no list: an eviction, or somebody's hand.
      await this.#queue.remove(id);
    }
    if (missing.length > 0) await this.#add(missing);
    this.#missing = new Set(missing);
  }

  lockKey(index: number): string {
    return `${QUEUE_PREFIX}:${this.#options.queue}:${this.#idOf(index)}:lock`;
  }

  onReconnect(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    await this.#worker.close(true);
    await this.#queue.close();
  }

  /**
   * The client keeps commands while it reconnects, as BullMQ needs it. What is only of use now would be kept for as long as Redis
   * is away, and asked again each time.
   *
   * @throws while Redis is not connected
   */
  #ensureReady(): void {
    if (this.#client.status !== 'ready') throw new Error('Redis is not connected');
  }

  #idOf(index: number): string {
    return `${this.#options.job}-${index}`;
  }

  async #add(ids: readonly string[]): Promise<void> {
    // One by one: in a transaction, BullMQ does not send a script again that a restarted Redis has forgotten.
    await Promise.all(
      ids.map((id) => this.#queue.add(this.#options.job, {}, { jobId: id, removeOnComplete: true })),
    );
  }
}
