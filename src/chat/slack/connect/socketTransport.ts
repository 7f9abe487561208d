import { setTimeout as delay } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import { backoffDelay } from '../../../backoff.ts';
import { SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { FinalPlatformError } from '../../platform.ts';
import { CONNECT_BACKOFF } from './keepTrying.ts';
import { explainRefusal } from './refusals.ts';
import { retryAfterOf } from './slackErrors.ts';
import type { Transport } from './transport.ts';

/** Slack says hello at once; a connection that is silent for so long is none. */
const HELLO_TIMEOUT = 15 * SECOND;

/** A connection that lasted so long was a good one: the next is made at once, as Slack asks every few hours. */
const GOOD_CONNECTION = SECOND;

/** The peer gets so long to see us off. */
const FAREWELL = SECOND;

export interface SocketTransportOptions {
  /** Made without its own reconnecting, which ends the process when Slack is away at the wrong moment. */
  readonly receiver: SocketModeReceiver;
  readonly log: Log;
  readonly random: () => number;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** A connection over which Slack sends its events, made anew whenever it ends. */
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
    for (const end of ['disconnecting', 'disconnected', 'close'])
      options.receiver.client.on(end, () => {
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
    await Promise.race([client.disconnect(), delay(FAREWELL, undefined, { ref: false })]);
  }

  async #keepOpen(): Promise<void> {
    const { log, random, onFinal } = this.#options;
    const { signal } = this.#ending;
    for (let failures = 0; !signal.aborted; ) {
      let asked: number | undefined;
      try {
        const lasted = await this.#connect();
        failures = lasted >= GOOD_CONNECTION ? 0 : failures + 1;
        if (!signal.aborted) log.info('Slack ended the connection; connecting again');
      } catch (error) {
        const final = explainRefusal(error, 'SLACK_APP_TOKEN');
        if (final !== undefined) {
          // Whoever waits for the first connection is told so; later nobody waits.
          this.#first.reject(final);
          if (this.#wasOpen) onFinal(final);
          return;
        }
        if (!signal.aborted) log.warn({ err: error }, 'Slack can’t be reached; trying again');
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
    const gone = Promise.withResolvers<void>();
    const leave = (): void => gone.resolve();
    client.once('disconnected', leave);
    const silence = setTimeout(() => void client.disconnect(), HELLO_TIMEOUT);
    try {
      await client.start();
    } catch (error) {
      client.off('disconnected', leave);
      throw error ?? new Error('the connection ended before Slack said hello');
    } finally {
      clearTimeout(silence);
    }
    if (this.#ending.signal.aborted) void client.disconnect();
    const since = performance.now();
    this.#wasOpen = true;
    this.#first.resolve();
    await gone.promise;
    return performance.now() - since;
  }
}
