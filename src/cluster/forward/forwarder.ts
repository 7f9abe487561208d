import { randomUUID } from 'node:crypto';
import { type JobsOptions, Queue } from 'bullmq';
import { getErrorMessage } from '../../store/getErrorMessage.ts';
import { QUEUE_PREFIX } from '../../store/partitions.ts';
import type { BullClient, ClusterRedis } from '../clusterRedis.ts';
import { withDeadline } from '../clusterTime.ts';
import {
  ForwardError,
  type ForwardedAnswer,
  type ForwardedJob,
  forwardedAnswer,
  type QueuedRequest,
  queueOf,
} from './queuedRequest.ts';

/** So long a repeated delivery of a request is recognized, ms. */
const REPEAT_WINDOW = 600_000;

/** How long Redis may take to store a request, ms: whoever asked may have to be told within three seconds. */
const STORE_LIMIT = 2_000;

/** Nothing of a request stays in Redis once it is done. */
const REMOVED: JobsOptions = { removeOnComplete: true, removeOnFail: true };

interface Asked {
  resolve(answer: unknown): void;
  reject(error: ForwardError): void;
}

/** Redis' time, ms since the epoch. `Members` tells it. */
export interface RedisClock {
  now(): number;
}

/** Gives requests to the owners of their partitions. */
export class Forwarder {
  readonly #redis: ClusterRedis;
  readonly #clock: RedisClock;
  readonly #client: BullClient;
  readonly #queues = new Map<number, Queue>();
  readonly #asked = new Map<string, Asked>();
  /** Where the owners publish their answers to us. */
  readonly #channel = `${QUEUE_PREFIX}:answers:${randomUUID()}`;

  private constructor(redis: ClusterRedis, clock: RedisClock) {
    this.#redis = redis;
    this.#clock = clock;
    this.#client = redis.createClient({ isQueued: false });
  }

  /** Connects, and listens for the answers of the owners. */
  static async start(redis: ClusterRedis, clock: RedisClock): Promise<Forwarder> {
    const forwarder = new Forwarder(redis, clock);
    await redis.subscribe(forwarder.#channel, (message) => forwarder.#hear(message));
    return forwarder;
  }

  /**
   * Gives a request to the owner of its partition, or to the next one if there is none just now. Another one with the same id
   * within ten minutes is not given on.
   * @param request `validForMs` is how long an answer to it is of use: after that the owner drops it
   * @returns resolves once Redis has it
   * @throws {ForwardError} `not_forwarded`
   */
  async forward(
    partition: number,
    { kind, id, body, validForMs }: QueuedRequest & { readonly validForMs: number },
  ): Promise<void> {
    const job = { kind, id, body, at: this.#clock.now(), validForMs };
    await this.#add(partition, job, { deduplication: { id, ttl: REPEAT_WINDOW } });
  }

  /**
   * Gives a request to the owner of its partition and waits for what it answers.
   * @throws {ForwardError} also `no_answer` after `timeoutMs`, and `failed`
   */
  async ask(
    partition: number,
    { kind, body }: Omit<QueuedRequest, 'id'>,
    timeoutMs: number,
  ): Promise<unknown> {
    const id = randomUUID();
    const answered = Promise.withResolvers<unknown>();
    answered.promise.catch(() => undefined);
    this.#asked.set(id, answered);
    const settled = new AbortController();
    void this.#redis.time.wait(timeoutMs, settled.signal).then(() => {
      answered.reject(
        new ForwardError('no_answer', `The owner of partition ${partition} did not answer in time.`),
      );
    });
    try {
      const at = this.#clock.now();
      const job = { kind, id, body, at, validForMs: timeoutMs, replyTo: this.#channel };
      await this.#add(partition, job, {});
      return await answered.promise;
    } finally {
      settled.abort();
      this.#asked.delete(id);
    }
  }

  /** Whoever still waits for an answer is told that none comes. */
  async close(): Promise<void> {
    for (const { reject } of this.#asked.values()) {
      reject(new ForwardError('no_answer', 'This replica stops.'));
    }
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  async #add(partition: number, job: ForwardedJob, options: JobsOptions): Promise<void> {
    const { time } = this.#redis;
    const queue = this.#queues.get(partition) ?? this.#open(partition);
    let isRefused = false;
    const add = async (): Promise<void> => {
      // A new queue waits for Redis, for as long as that takes.
      await queue.waitUntilReady();
      if (!isRefused) await queue.add('request', job, { ...REMOVED, ...options });
    };
    try {
      await withDeadline(time, STORE_LIMIT, 'Redis', add());
    } catch (error) {
      // Whoever asked is told so, and may ask again: nothing of it must be done later.
      isRefused = true;
      this.#redis.report(error);
      this.#redis.incidents.countRefused();
      const message = `Redis did not take the request for partition ${partition}: ${getErrorMessage(error)}`;
      throw new ForwardError('not_forwarded', message, { cause: error });
    }
  }

  #open(partition: number): Queue {
    const queue = new Queue(queueOf(partition), {
      connection: this.#client,
      prefix: QUEUE_PREFIX,
      skipVersionCheck: true,
      // Nobody reads them, and BullMQ writes them always.
      streams: { events: { maxLen: 100 } },
    });
    queue.on('error', (error) => this.#redis.report(error));
    this.#queues.set(partition, queue);
    return queue;
  }

  #hear(message: string): void {
    const answer = readAnswer(message);
    const asked = this.#asked.get(answer.id);
    if (answer.isDone) asked?.resolve(answer.answer);
    else asked?.reject(new ForwardError('failed', 'The owner of the partition failed at the request.'));
  }
}

/** @throws for what is no answer, as another version may write one */
function readAnswer(message: string): ForwardedAnswer {
  try {
    return forwardedAnswer.parse(JSON.parse(message));
  } catch (cause) {
    throw new Error("an answer of another replica can't be read. Do all replicas run the same version?", {
      cause,
    });
  }
}
