import { DisconnectsClientError } from '@redis/client';
import { createNodeRedisClient } from 'bullmq';
import { backoffDelay } from '../backoff.ts';
import { createRedisClient } from '../store/createRedisClient.ts';
import { getErrorMessage } from '../store/getErrorMessage.ts';
import { NOT_SERVING, RECONNECT_BACKOFF, readAddress } from '../store/redisAddress.ts';
import { RedisConnection } from '../store/redisConnection.ts';
import { type ClusterTime, NoAnswerError, realTime, withDeadline } from './clusterTime.ts';
import { type ClusterLog, Incidents } from './incidents.ts';
import { isJobGone } from './isJobGone.ts';

/** After so long without an answer a connection counts as dead and is made anew, ms. */
const SOCKET_TIMEOUT = 4_000;

/** A connection that a blocking command occupies answers no ping meanwhile; the longest such command takes 5 s. */
const BLOCKING_SOCKET_TIMEOUT = 10_000;

/** BullMQ says so for each request that it had, once another replica has taken their partition over. */
const LOCK_GONE = /^could not renew lock for job /;

/** At most so often, ms: each client may meet such an answer. */
const RECONNECT_INTERVAL = 500;

export interface ClusterRedisOptions {
  readonly log: ClusterLog;
  readonly time?: ClusterTime;
  /** The connection of the stores. It is made anew together with the others, or it would go on to read what was. */
  readonly stores?: Pick<RedisConnection, 'reconnect'>;
  /** How long connecting, and each of our own commands, may take, ms. */
  readonly timeoutMs?: number;
}

interface RawOptions {
  readonly url: string;
  readonly isClosed: () => boolean;
  readonly isQueued: boolean;
  readonly socketTimeout: number;
}

const createRaw = ({ url, isClosed, isQueued, socketTimeout }: RawOptions) =>
  createRedisClient({
    url,
    disableOfflineQueue: !isQueued,
    maintNotifications: 'disabled',
    commandOptions: { timeout: 0 },
    // The pings make a dead connection reach `socketTimeout`, which drops it and reconnects.
    pingInterval: 1_000,
    socket: {
      connectTimeout: 5_000,
      socketTimeout,
      reconnectStrategy: (retries) =>
        !isClosed() && backoffDelay(RECONNECT_BACKOFF, retries + 1, Math.random),
    },
  });

type RawClient = ReturnType<typeof createRaw>;

/** A client as BullMQ takes it. */
export type BullClient = ReturnType<typeof createNodeRedisClient>;

/** All connections to Redis that a replica needs for the cluster, but for those of its stores. */
export class ClusterRedis {
  /** For our own commands. Each has a deadline. */
  readonly connection: RedisConnection;
  readonly incidents: Incidents;
  readonly time: ClusterTime;
  readonly log: ClusterLog;
  readonly #url: string;
  readonly #stores: ClusterRedisOptions['stores'];
  readonly #clients = new Set<RawClient>();
  #workerClient: BullClient | undefined;
  #isClosed = false;
  #reconnectedAt = Number.NEGATIVE_INFINITY;

  private constructor(
    url: string,
    connection: RedisConnection,
    incidents: Incidents,
    time: ClusterTime,
    log: ClusterLog,
    stores: ClusterRedisOptions['stores'],
  ) {
    this.#stores = stores;
    this.#url = url;
    this.connection = connection;
    this.incidents = incidents;
    this.time = time;
    this.log = log;
  }

  /**
   * Connects, with one attempt.
   * @param url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
   * @throws {StoreError} within about `timeoutMs` if Redis can't be used; it never shows the password
   */
  static async open(
    url: string,
    { log, stores, time = realTime, timeoutMs = 2_500 }: ClusterRedisOptions,
  ): Promise<ClusterRedis> {
    const incidents = new Incidents(readAddress(url), log, time);
    const connection = await RedisConnection.open(url, {
      timeoutMs,
      monotonic: () => time.monotonic(),
      onError: (error) => incidents.report(error.cause ?? error),
    });
    return new ClusterRedis(url, connection, incidents, time, log, stores);
  }

  /** Creates a client for BullMQ. It and its duplicates reconnect until `close`. */
  createClient({ isQueued }: { readonly isQueued: boolean }): BullClient {
    const raw = this.#create(isQueued, SOCKET_TIMEOUT);
    // For blocking commands. Bound to the raw client, from which the one of BullMQ makes it.
    raw.duplicate = (() => this.#create(true, BLOCKING_SOCKET_TIMEOUT)) as typeof raw.duplicate;
    const client = createNodeRedisClient(raw);
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (...options) => ignoreErrors(duplicate(...options));
    return ignoreErrors(client);
  }

  /** The client that all queues and workers share. Its commands wait while it reconnects. */
  get workerClient(): BullClient {
    this.#workerClient ??= this.createClient({ isQueued: true });
    return this.#workerClient;
  }

  /**
   * Calls `listener` with each message of a channel, until `close`. What it throws is reported.
   * @throws if Redis does not answer in time
   */
  async subscribe(channel: string, listener: (message: string) => void): Promise<void> {
    const client = this.#create(true, SOCKET_TIMEOUT);
    // The client would cease to listen if it threw.
    const hear = (message: string): void => {
      try {
        listener(message);
      } catch (error) {
        this.report(error);
      }
    };
    const subscribing = client.connect().then(() => client.subscribe(channel, hear));
    await withDeadline(this.time, SOCKET_TIMEOUT, 'Redis', subscribing);
  }

  /** An error of BullMQ. It is logged, and all clients are reconnected if Redis has become a replica or does not answer. */
  report(error: unknown): void {
    // Its command was under way when we closed its connection.
    if (this.#isClosed || isJobGone(error) || error instanceof DisconnectsClientError) return;
    // The request belongs to the next owner of its partition. That the partition was lost is in the log already.
    if (LOCK_GONE.test(getErrorMessage(error))) return;
    this.incidents.report(error);
    if (error instanceof NoAnswerError || NOT_SERVING.test(getErrorMessage(error))) this.#reconnect();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const client of [...this.#clients]) if (client.isOpen) client.destroy();
    await this.connection.close();
  }

  #create(isQueued: boolean, socketTimeout: number): RawClient {
    const client = createRaw({ url: this.#url, isClosed: () => this.#isClosed, isQueued, socketTimeout });
    this.#clients.add(client);
    client.on('error', (error: unknown) => this.report(error));
    client.on('end', () => this.#clients.delete(client));
    client.on('ready', () => {
      this.#clients.add(client);
      if (this.#isClosed) client.destroy();
    });
    return client;
  }

  /**
   * Another Redis may be behind the address by now, or the connections lead nowhere. What is written to a dead connection
   * counts as life, so that its own time limit never comes. A client that is not ready is reconnecting already.
   */
  #reconnect(): void {
    const now = this.time.monotonic();
    if (now - this.#reconnectedAt < RECONNECT_INTERVAL) return;
    this.#reconnectedAt = now;
    this.connection.reconnect();
    this.#stores?.reconnect();
    for (const client of [...this.#clients]) {
      if (!client.isReady) continue;
      client.destroy();
      client.connect().catch((error: unknown) => this.report(error));
    }
  }
}

/** The raw client reports them. Without a listener, Node ends the process after a queue was closed. */
function ignoreErrors(client: BullClient): BullClient {
  client.on('error', () => undefined);
  return client;
}
