import { setTimeout as delay } from 'node:timers/promises';
import {
  type APIGatewaySessionStartLimit,
  type IIdentifyThrottler,
  SimpleIdentifyThrottler,
  type WebSocketOptions,
} from 'discord.js';
import type { Log } from '../../../log.ts';
import { describeFault } from '../rest/describeFault.ts';

/** The connection as discord.js hands it to whoever says when it may identify. */
type Connection = Parameters<NonNullable<WebSocketOptions['buildIdentifyThrottler']>>[0];

/**
 * How long to wait before the next IDENTIFY, ms. Discord's own count outlives us, so that a crash loop slows
 * down too: the first half of a day's connections is free, the second is spread over what is left of the day.
 *
 * @see https://docs.discord.com/developers/events/gateway#session-start-limit-object
 */
export function pauseBeforeIdentify(limit: APIGatewaySessionStartLimit): number {
  const { total, remaining, reset_after: resetAfter } = limit;
  // A count that is not given is no reason to wait.
  return remaining * 2 <= total ? resetAfter / Math.max(1, remaining) : 0;
}

/** Says when a connection may identify. */
export class IdentifyTurns implements IIdentifyThrottler {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #spacing = new SimpleIdentifyThrottler(1);
  /** The turn that is being waited for, ms since the epoch; a connection that breaks meanwhile keeps it. */
  #turnAt: number | undefined;
  #hasIdentified = false;
  #isAbandoned = false;

  constructor(connection: Connection, log: Log) {
    this.#connection = connection;
    this.#log = log;
  }

  async waitForIdentify(shardId: number, signal: AbortSignal): Promise<void> {
    if (this.#isAbandoned) return this.#leave();
    await this.#spacing.waitForIdentify(shardId, signal);
    this.#turnAt ??= Date.now() + (await this.#pause());
    await delay(Math.max(0, this.#turnAt - Date.now()), undefined, { signal });
    if (this.#isAbandoned) return this.#leave();
    this.#turnAt = undefined;
    this.#hasIdentified = true;
  }

  /** The connection is given up; what discord.js still tries on it comes to nothing. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  async #pause(): Promise<number> {
    try {
      // What was fetched at the start is as old as the first connection.
      const { session_start_limit: limit } = await this.#connection.fetchGatewayInformation(
        this.#hasIdentified,
      );
      const pause = pauseBeforeIdentify(limit);
      if (pause > 0)
        this.#log.warn(
          { remaining: limit.remaining, total: limit.total, waitMs: Math.round(pause) },
          "more than half of the day's connections to Discord are used up; the next one waits",
        );
      return pause;
    } catch (error) {
      this.#log.warn({ fault: describeFault(error) }, 'Discord does not say how many connections are left');
      return 0;
    }
  }

  /** Never resolves: an IDENTIFY would follow. */
  async #leave(): Promise<void> {
    await this.#connection.destroy({ code: 1_000 });
    await new Promise(() => undefined);
  }
}
