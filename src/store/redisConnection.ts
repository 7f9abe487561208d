import { createClient } from '@keyv/redis';
import { tellReason } from './runCall.ts';
import { StoreError } from './store.ts';

const LONGEST_RECONNECT_MS = 2_000;
const FIRST_RECONNECT_MS = 50;

/** Where Redis is and how to get in. `place` is for messages: it has neither user nor password. */
export interface RedisAddress {
  readonly channel: string;
  readonly url: string;
}

/** The one connection to Redis: it is made again when it drops, and bounds the time of every command. */
export class RedisConnection {
  readonly client: ReturnType<typeof createClient>;
  readonly #channel: string;
  readonly #timeoutMs: number;
  readonly #onError: (error: Error) => void;
  #isOpened = false;
  #lastTold: string | undefined;

  /** Connects nothing yet. @param onError told of each new fault of the connection, not of each retry */
  constructor(address: RedisAddress, timeoutMs: number, onError: (error: Error) => void) {
    this.#channel = address.channel;
    this.#timeoutMs = timeoutMs;
    this.#onError = onError;
    this.client = createClient({
      url: address.url,
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
      // `run` bounds what the client does not: a command that was sent and is never answered.
      commandOptions: { timeout: 0 },
      // A connection on which nothing comes any more is dropped and made again.
      pingInterval: Math.ceil(timeoutMs / 2),
      socket: {
        connectTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        reconnectStrategy: (retries) => this.#isOpened && tellReconnectDelay(retries),
      },
    });
    // Every collection's adapter listens too.
    this.client.setMaxListeners(0);
    this.client.on('error', (error: unknown) => this.#tell(error));
    this.client.on('ready', () => {
      this.#lastTold = undefined;
    });
  }

  /** One attempt, and one question. @throws {StoreError} where Redis is not there, refuses us or does not answer */
  async open(): Promise<void> {
    try {
      await this.client.connect();
      await this.run(() => this.client.ping());
      this.#isOpened = true;
    } catch (error) {
      this.client.destroy();
      const message = `Redis at ${this.#channel} can't be used: ${tellReason(error)}. Check that it runs and that address and password are right.`;
      throw new StoreError('store_failed', message, { cause: error });
    }
  }

  /** Runs a command: refused at once while Redis is away, and given up where it does not answer in time. */
  async run<R>(command: () => Promise<R>): Promise<R> {
    if (!this.client.isReady) throw new Error(`Redis at ${this.#channel} is not connected`);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Error(`Redis at ${this.#channel} did not answer within ${this.#timeoutMs} ms`));
      this.#reconnect();
    }, this.#timeoutMs);
    try {
      return await Promise.race([command(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for what is in hand, but no longer than a command may take. */
  async close(): Promise<void> {
    this.#isOpened = false;
    if (!this.client.isReady) return this.client.destroy();
    const timer = setTimeout(() => this.client.destroy(), this.#timeoutMs);
    try {
      await this.client.close();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Only a ready client: one that is connecting already would then connect twice. */
  #reconnect(): void {
    if (!this.#isOpened || !this.client.isReady) return;
    this.client.destroy();
    this.client.connect().catch((error: unknown) => this.#tell(error));
  }

  #tell(error: unknown): void {
    const reason = tellReason(error);
    if (!this.#isOpened || reason === this.#lastTold) return;
    this.#lastTold = reason;
    const message = `The connection to Redis at ${this.#channel} failed: ${reason}`;
    this.#onError(new StoreError('store_failed', message, { cause: error }));
  }
}

function tellReconnectDelay(retries: number): number {
  return Math.min(FIRST_RECONNECT_MS * 2 ** retries, LONGEST_RECONNECT_MS);
}
