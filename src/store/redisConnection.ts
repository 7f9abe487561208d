import { createHash } from 'node:crypto';
import { backoffDelay } from '../backoff.ts';
import { createRedisClient } from './createRedisClient.ts';
import { explainRedisFix } from './explainRedisFault.ts';
import { getErrorMessage } from './getErrorMessage.ts';
import { NOT_SERVING, RECONNECT_BACKOFF, readAddress } from './redisAddress.ts';
import { StoreError } from './store.ts';

type RedisClient = ReturnType<typeof createRedisClient>;

/** At most so often, ms: each call may meet such an answer. */
const RECONNECT_INTERVAL = 500;

export interface RedisConnectionOptions {
  /** How long connecting, and each command, may take. */
  readonly timeoutMs: number;
  /** Called with each new fault of the connection, but not for each retry. */
  readonly onError: (error: Error) => void;
  /** In ms; runs evenly, and nobody sets it. */
  readonly monotonic: () => number;
}

/** The single connection to Redis. It reconnects after a drop and limits the time of every command. */
export class RedisConnection {
  readonly #client: RedisClient;
  /** The address without user and password, for messages. */
  readonly #address: string;
  readonly #timeoutMs: number;
  readonly #onError: (error: Error) => void;
  readonly #monotonic: () => number;
  #isOpened = false;
  #lastReported: string | undefined;
  /** When it last reconnected because of an answer, by `monotonic`. */
  #reconnectedAt = Number.NEGATIVE_INFINITY;
  #number = 0;

  private constructor(
    url: string,
    address: string,
    { timeoutMs, onError, monotonic }: RedisConnectionOptions,
  ) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
    this.#onError = onError;
    this.#monotonic = monotonic;
    this.#client = createRedisClient({
      url,
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
      // The client's own limit ends when a command is sent. `run` also bounds the wait for the answer.
      commandOptions: { timeout: 0 },
      // The pings make a dead connection reach `socketTimeout`, which drops it and reconnects.
      pingInterval: Math.ceil(timeoutMs / 2),
      socket: {
        connectTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        reconnectStrategy: (retries) =>
          this.#isOpened && backoffDelay(RECONNECT_BACKOFF, retries + 1, Math.random),
      },
    });
    // Without a listener, Node ends the process when the socket drops.
    this.#client.on('error', (error: unknown) => this.#report(error));
    this.#client.on('ready', () => {
      this.#number += 1;
    });
  }

  /**
   * Connects, with one attempt.
   * @param url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
   * @throws {StoreError} within about `timeoutMs` if Redis can't be used; it never shows the password
   */
  static async open(url: string, options: RedisConnectionOptions): Promise<RedisConnection> {
    const connection = new RedisConnection(url, readAddress(url), options);
    await connection.#connect();
    return connection;
  }

  /** The time by which the lease is counted too; ms. */
  get now(): number {
    return this.#monotonic();
  }

  /** Another number after each reconnect. */
  get number(): number {
    return this.#number;
  }

  /** Runs a Lua script, which Redis keeps by its hash. @throws as `run` */
  async script(script: string, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    const call = { keys: [...keys], arguments: [...values] };
    try {
      const answer = await this.run((client) => client.evalSha(hashOf(script), call));
      // A replica can be read too, so only a script, which writes, shows that all is well again.
      this.#lastReported = undefined;
      return answer;
    } catch (error) {
      if (!getErrorMessage(error).startsWith('NOSCRIPT')) throw error;
      return this.run((client) => client.eval(script, call));
    }
  }

  /**
   * Runs a command.
   * @throws at once while Redis is not connected, and after `timeoutMs` without an answer
   */
  async run<R>(command: (client: RedisClient) => Promise<R>): Promise<R> {
    if (!this.#client.isReady) throw new Error(`Redis at ${this.#address} is not connected`);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Error(`Redis at ${this.#address} did not answer within ${this.#timeoutMs} ms`));
      this.#reconnect();
    }, this.#timeoutMs);
    try {
      return await Promise.race([command(this.#client), late.promise]);
    } catch (error) {
      if (NOT_SERVING.test(getErrorMessage(error))) this.#leave(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Connects anew, though not again and again: another Redis may be behind the address by now. */
  reconnect(): void {
    const now = this.#monotonic();
    if (now - this.#reconnectedAt < RECONNECT_INTERVAL) return;
    this.#reconnectedAt = now;
    this.#reconnect();
  }

  /** Waits for the commands that are under way, for at most `timeoutMs`. */
  async close(): Promise<void> {
    this.#isOpened = false;
    if (!this.#client.isReady) return this.#client.destroy();
    const timer = setTimeout(() => this.#client.destroy(), this.#timeoutMs);
    try {
      await this.#client.close();
    } finally {
      clearTimeout(timer);
    }
  }

  async #connect(): Promise<void> {
    try {
      await this.#client.connect();
      await this.run((client) => client.ping());
      this.#isOpened = true;
    } catch (error) {
      this.#client.destroy();
      const message = `Redis at ${this.#address} can't be used: ${getErrorMessage(error).replace(/\.$/, '')}. ${explainRedisFix(error)}.`;
      throw new StoreError('store_failed', message, { cause: error });
    }
  }

  #leave(error: unknown): void {
    this.#report(error);
    this.reconnect();
  }

  /** A client that is not ready is reconnecting already, and would connect twice. */
  #reconnect(): void {
    if (!this.#isOpened || !this.#client.isReady) return;
    this.#client.destroy();
    this.#client.connect().catch((error: unknown) => this.#report(error));
  }

  #report(error: unknown): void {
    const reason = getErrorMessage(error);
    if (!this.#isOpened || reason === this.#lastReported) return;
    this.#lastReported = reason;
    const message = `The connection to Redis at ${this.#address} failed: ${reason}. ${explainRedisFix(error)}`;
    this.#onError(new StoreError('store_failed', message, { cause: error }));
  }
}

const hashes = new Map<string, string>();

/** The hash by which Redis knows a script. */
function hashOf(script: string): string {
  const hash = hashes.get(script) ?? createHash('sha1').update(script).digest('hex');
  hashes.set(script, hash);
  return hash;
}
