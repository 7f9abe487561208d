import { createClient } from '@redis/client';
import { type BackoffPolicy, backoffDelay } from '../backoff.ts';
import { getErrorMessage } from './runCall.ts';
import { StoreError } from './store.ts';

type RedisClient = ReturnType<typeof createClient>;

const RECONNECT_BACKOFF: BackoffPolicy = { first: 50, last: 2_000, jitter: 0.5 };

export interface RedisConnectionOptions {
  /** How long connecting, and each command, may take. */
  readonly timeoutMs: number;
  /** Called with each new fault of the connection, but not for each retry. */
  readonly onError: (error: Error) => void;
}

/** The single connection to Redis. It reconnects after a drop and limits the time of every command. */
export class RedisConnection {
  readonly #client: RedisClient;
  /** The address without user and password, for messages. */
  readonly #address: string;
  readonly #timeoutMs: number;
  readonly #onError: (error: Error) => void;
  #isOpened = false;
  #lastReported: string | undefined;

  private constructor(url: string, address: string, { timeoutMs, onError }: RedisConnectionOptions) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
    this.#onError = onError;
    this.#client = createClient({
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
      this.#lastReported = undefined;
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
    } finally {
      clearTimeout(timer);
    }
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
      const message = `Redis at ${this.#address} can't be used: ${getErrorMessage(error)}. Check that it runs and that address and password are right.`;
      throw new StoreError('store_failed', message, { cause: error });
    }
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
    const message = `The connection to Redis at ${this.#address} failed: ${reason}`;
    this.#onError(new StoreError('store_failed', message, { cause: error }));
  }
}

/**
 * @returns the address without user and password
 * @throws {StoreError} without a cause, because Node's own error for a malformed URL holds the URL
 */
function readAddress(url: string): string {
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    parsed.hostname === '' ||
    !/^(\/\d*)?$/.test(parsed.pathname) ||
    !hasReadableLogin(parsed)
  ) {
    const message =
      'The address of Redis is malformed; write redis://host:6379, or redis://user:password@host:6379/0 with special characters in the password as %XX.';
    throw new StoreError('store_failed', message);
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

function hasReadableLogin({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}
