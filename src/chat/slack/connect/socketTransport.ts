import { setTimeout as delay } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import { type BackoffPolicy, backoffDelay } from '../../../backoff.ts';
import { MINUTE, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import { tokenRefused } from './finalErrors.ts';
import { CONNECT_BACKOFF } from './keepTrying.ts';
import { explainDisconnect, explainOpenError, type Refusal } from './refusals.ts';
import { retryAfterOf } from './slackErrors.ts';
import type { Transport } from './transport.ts';

/** Slack says hello at once. A connection without a hello is given up after this time. */
const HELLO_TIMEOUT = 15 * SECOND;

/** After a connection that lasted so long, the next is made at once: Slack asks for a new one every few hours. */
const STABLE_CONNECTION = 30 * SECOND;

/** Where a person has to act first. */
const REFUSED_BACKOFF: BackoffPolicy = { first: SECOND / 2, last: 10 * MINUTE, jitter: 0.5 };

/** How long Slack may take to close the connection. */
const CLOSE_TIMEOUT = SECOND;

export interface SocketTransportOptions {
  /** Made with `autoReconnectEnabled: false`: its own reconnect ends the process where Slack is away at the wrong moment. */
  readonly receiver: SocketModeReceiver;
  readonly log: Log;
  readonly random: () => number;
  readonly reachability: Reachability;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** A Socket Mode connection, which is opened again whenever it ends. */
export class SocketTransport implements Transport {
  readonly #options: SocketTransportOptions;
  readonly #ending = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  #isOpen = false;
  #wasOpen = false;
  /** Why Slack refused the last connection. */
  #refusal: Refusal | undefined;

  constructor(options: SocketTransportOptions) {
    this.#options = options;
    options.receiver.client.on('connected', () => {
      this.#isOpen = true;
    });
    for (const event of ['disconnecting', 'disconnected', 'close'])
      options.receiver.client.on(event, () => {
        this.#isOpen = false;
      });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): Promise<void> {
    void this.#keepOpen();
    return this.#first.promise;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    const { client } = this.#options.receiver;
    await Promise.race([client.disconnect(), delay(CLOSE_TIMEOUT, undefined, { ref: false })]);
  }

  /** Slack says that it ends the connection. */
  onDisconnect(reason: string | undefined): void {
    this.#refusal = reason === undefined ? undefined : explainDisconnect(reason);
    if (this.#refusal) this.#options.reachability.refused(this.#refusal.words, { reason });
  }

  async #keepOpen(): Promise<void> {
    const { random } = this.#options;
    const { signal } = this.#ending;
    for (let failures = 0; !signal.aborted; ) {
      const { lasted, asked } = await this.#connectOnce();
      failures = lasted >= STABLE_CONNECTION && this.#refusal === undefined ? 0 : failures + 1;
      if (failures === 0 || signal.aborted) continue;
      const policy = this.#refusal?.isLasting ? REFUSED_BACKOFF : CONNECT_BACKOFF;
      const wait = backoffDelay(policy, failures, random, asked);
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns how long the connection lasted, and the wait that Slack named where there was none; ms */
  async #connectOnce(): Promise<{ readonly lasted: number; readonly asked?: number | undefined }> {
    const { log, reachability, onFinal } = this.#options;
    try {
      const lasted = await this.#connect();
      if (!this.#ending.signal.aborted) log.info('Slack ended the connection; connecting again');
      return { lasted };
    } catch (error) {
      const final = tokenRefused(error, 'SLACK_APP_TOKEN');
      if (final !== undefined) {
        this.#ending.abort();
        // Rejects `open` where it still waits for the first connection; after that `onFinal` reports it.
        this.#first.reject(final);
        if (this.#wasOpen) onFinal(final);
      } else if (!this.#ending.signal.aborted) {
        this.#refusal = explainOpenError(error);
        if (this.#refusal) reachability.refused(this.#refusal.words, { err: error });
        else reachability.failed(error, { err: error }, 'Slack can’t be reached; trying again');
      }
      return { lasted: 0, asked: retryAfterOf(error) };
    }
  }

  /** Connects, and waits for the end of the connection. @returns how long it lasted, ms */
  async #connect(): Promise<number> {
    const { client } = this.#options.receiver;
    const ended = Promise.withResolvers<void>();
    const end = (): void => ended.resolve();
    client.once('disconnected', end);
    const timer = setTimeout(() => void client.disconnect(), HELLO_TIMEOUT);
    try {
      await client.start();
    } catch (error) {
      client.off('disconnected', end);
      throw error ?? new Error('the connection ended before Slack said hello');
    } finally {
      clearTimeout(timer);
    }
    if (this.#ending.signal.aborted) void client.disconnect();
    const since = performance.now();
    this.#wasOpen = true;
    // A connection that Slack refuses for a lasting reason begins like any other.
    const stable = setTimeout(() => this.#onReached(), this.#refusal ? STABLE_CONNECTION : 0).unref();
    this.#first.resolve();
    await ended.promise;
    clearTimeout(stable);
    return performance.now() - since;
  }

  #onReached(): void {
    this.#refusal = undefined;
    this.#options.reachability.reached();
  }
}
