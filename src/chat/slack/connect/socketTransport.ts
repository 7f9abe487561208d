import { setTimeout as delay } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import { backoffDelay } from '../../../backoff.ts';
import { SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import { tokenRefused } from './finalErrors.ts';
import { CONNECT_BACKOFF } from './keepTrying.ts';
import { retryAfterOf } from './slackErrors.ts';
import type { Transport } from './transport.ts';

/** Slack says hello at once. A connection without a hello is given up after this time. */
const HELLO_TIMEOUT = 15 * SECOND;

/** After a connection that lasted so long, the next is made at once: Slack asks for a new one every few hours. */
const STABLE_CONNECTION = SECOND;

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

  async #keepOpen(): Promise<void> {
    const { log, random, reachability, onFinal } = this.#options;
    const { signal } = this.#ending;
    for (let failures = 0; !signal.aborted; ) {
      let asked: number | undefined;
      try {
        const lasted = await this.#connect();
        failures = lasted >= STABLE_CONNECTION ? 0 : failures + 1;
        if (!signal.aborted) log.info('Slack ended the connection; connecting again');
      } catch (error) {
        const final = tokenRefused(error, 'SLACK_APP_TOKEN');
        if (final !== undefined) {
          // Rejects `open` where it still waits for the first connection; after that `onFinal` reports it.
          this.#first.reject(final);
          if (this.#wasOpen) onFinal(final);
          return;
        }
        if (!signal.aborted)
          reachability.failed(error, { err: error }, 'Slack can’t be reached; trying again');
        failures += 1;
        asked = retryAfterOf(error);
      }
      if (failures === 0 || signal.aborted) continue;
      const wait = backoffDelay(CONNECT_BACKOFF, failures, random, asked);
      await delay(wait, undefined, { signal }).catch(() => undefined);
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
    this.#options.reachability.reached();
    this.#first.resolve();
    await ended.promise;
    return performance.now() - since;
  }
}
