import { type Job, WaitingError, Worker } from 'bullmq';
import { getErrorMessage } from '../../store/getErrorMessage.ts';
import type { Lease } from '../../store/lease.ts';
import { QUEUE_PREFIX } from '../../store/partitions.ts';
import type { ClusterRedis } from '../clusterRedis.ts';
import { withDeadline } from '../clusterTime.ts';
import type { RedisClock } from './forwarder.ts';
import {
  type ForwardedAnswer,
  type ForwardedJob,
  forwardedJob,
  type QueuedRequest,
  queueOf,
} from './queuedRequest.ts';

/**
 * How many requests of a partition are under way at once. Most of them wait for Threads or for a chat platform, which may take
 * half a minute each: so many that those of one account hold nothing up that others ask.
 */
const CONCURRENCY = 500;

/** How often within the lock's length it is looked for requests whose owner is gone. */
const STALLED_CHECKS = 2.5;

/** A request during which its owner ended so often most likely is the cause, and is not tried again. */
const MAX_STALLED = 2;

/** So long the log line about late requests waits for more of them, ms. */
const DROPS_TOGETHER = 1_000;

/** How long the end of a worker may take whose partition is lost, ms: Redis may not answer it. */
const LEAVE_LIMIT = 1_000;

export interface ReceiverOptions {
  readonly redis: ClusterRedis;
  readonly clock: RedisClock;
  readonly partition: number;
  readonly lease: Lease;
  /** As long as the lease lasts, so that a request and its partition are free again at the same time; 5 s by default. */
  readonly lockMs?: number;
  /**
   * Does what was asked. What it resolves with goes to whoever asked, as JSON.
   * Whatever it rejects with is logged; if the lease was lost, the next owner does it again.
   */
  readonly handle: (request: QueuedRequest) => Promise<unknown>;
}

/** Takes the requests of a partition, for as long as this replica owns it. */
export class ForwardReceiver {
  readonly #options: ReceiverOptions;
  readonly #worker: Worker;
  /**
   * What is under way, by the request's own id: one whose lock was lost is given to us again, and must not run twice. BullMQ's
   * number of it tells nothing, since a Redis that lost its last second gives the number to another request.
   */
  readonly #running = new Map<string, Promise<void>>();
  readonly #dropped: { readonly kind: string; readonly age: number }[] = [];
  #closing: Promise<void> | undefined;

  /** Begins to take requests at once. */
  constructor(options: ReceiverOptions) {
    this.#options = options;
    const { redis, partition, lease, lockMs = 5_000 } = options;
    this.#worker = new Worker(queueOf(partition), (job, token) => this.#take(job, token ?? ''), {
      connection: redis.workerClient,
      prefix: QUEUE_PREFIX,
      skipVersionCheck: true,
      concurrency: CONCURRENCY,
      lockDuration: lockMs,
      stalledInterval: lockMs / STALLED_CHECKS,
      maxStalledCount: MAX_STALLED,
      runRetryDelay: 500,
      drainDelay: 5,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    this.#worker.on('error', (error) => redis.report(error));
    this.#worker.on('failed', (job) => {
      redis.log.warn(
        `A forwarded request (${job?.data.kind}) of partition ${partition} is given up: the replica that worked at it ended ${MAX_STALLED + 1} times`,
      );
    });
    lease.lost.addEventListener('abort', () => void this.close(0), { once: true });
  }

  /**
   * Takes no more requests, and waits for those that are under way; not so once the lease is lost.
   *
   * @param longestMs after that, they are left to the next owner
   */
  close(longestMs: number): Promise<void> {
    this.#closing ??= this.#close(longestMs);
    return this.#closing;
  }

  async #close(longestMs: number): Promise<void> {
    const { redis, partition, lease } = this.#options;
    const isLost = lease.lost.aborted;
    const limit = isLost ? LEAVE_LIMIT : longestMs;
    try {
      await withDeadline(redis.time, limit, 'Redis', this.#worker.close(isLost));
    } catch (error) {
      // What is slow is a request, and not Redis.
      if (isLost || this.#running.size === 0) redis.report(error);
      else
        redis.log.warn(
          `Requests of partition ${partition} that take long are left to its next owner: ${this.#running.size}`,
        );
    }
  }

  async #take(job: Job, token: string): Promise<void> {
    const read = forwardedJob.safeParse(job.data);
    try {
      await (read.success ? this.#runOnce(read.data) : this.#dropUnreadable());
    } catch {
      // The lease is not ours: the request waits for the next owner. If Redis is away, the lock of the request expires.
      await job.moveToWait(token).catch((error: unknown) => this.#options.redis.report(error));
      throw new WaitingError();
    }
  }

  /** @throws as `#run` */
  #runOnce(request: ForwardedJob): Promise<void> {
    const { id } = request;
    const running = this.#running.get(id) ?? this.#run(request).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  /** @throws if the lease was lost: the next owner may be of the version that can read it */
  async #dropUnreadable(): Promise<void> {
    const { redis, partition, lease } = this.#options;
    await lease.ensureHeld();
    redis.log.warn(
      `A forwarded request of partition ${partition} is dropped: it can't be read. Do all replicas run the same version?`,
    );
  }

  /** @throws if the lease was lost, so that the next owner has to do it */
  async #run(request: ForwardedJob): Promise<void> {
    const { redis, clock, partition, lease, handle } = this.#options;
    await lease.ensureHeld();
    const { kind, id, body, at, validForMs } = request;
    const age = clock.now() - at;
    if (age > validForMs) {
      this.#drop(kind, age);
      return;
    }
    try {
      const answer = await handle({ kind, id, body });
      // Whoever asks has no answer yet, and the next owner's is the right one. What is only forwarded, the platform has answered.
      if (request.replyTo !== undefined) lease.lost.throwIfAborted();
      await this.#answer(request, { id, isDone: true, answer });
    } catch (error) {
      lease.lost.throwIfAborted();
      redis.log.warn(
        `A forwarded request (${kind}) of partition ${partition} failed: ${getErrorMessage(error)}`,
      );
      await this.#answer(request, { id, isDone: false });
    }
  }

  /** After an outage many are late. They share a line in the log. */
  #drop(kind: string, age: number): void {
    const { redis, partition } = this.#options;
    this.#dropped.push({ kind, age });
    if (this.#dropped.length > 1) return;
    void redis.time.wait(DROPS_TOGETHER).then(() => {
      const dropped = this.#dropped.splice(0);
      const kinds = [...new Set(dropped.map((each) => each.kind))].join(', ');
      const oldest = Math.round(Math.max(...dropped.map((each) => each.age)) / 1_000);
      redis.log.warn(
        `Requests of partition ${partition} that came too late for an answer were dropped: ${dropped.length} (${kinds}). They waited for an owner for up to ${oldest} s`,
      );
    });
  }

  /** Published, and never stored. If it is lost on its way, whoever asked hears of no answer. */
  async #answer({ replyTo }: ForwardedJob, answer: ForwardedAnswer): Promise<void> {
    if (replyTo === undefined) return;
    const { redis } = this.#options;
    await redis.connection
      .run((client) => client.publish(replyTo, JSON.stringify(answer)))
      .catch((error: unknown) => redis.report(error));
  }
}
