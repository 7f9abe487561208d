import { setTimeout as delay } from 'node:timers/promises';
import { type IIdentifyThrottler, SimpleIdentifyThrottler, type WebSocketManager } from '@discordjs/ws';
import type { APIGatewaySessionStartLimit } from 'discord-api-types/v10';
import type { Log } from '../../../log.ts';
import { describeFault } from '../rest/describeFault.ts';

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

/** Says when a shard may identify, over all the managers that follow each other. */
export class IdentifyThrottler implements IIdentifyThrottler {
  readonly #log: Log;
  readonly #spacing = new SimpleIdentifyThrottler(1);
  #manager: WebSocketManager | undefined;
  /** Whether what the manager fetched when it connected is older than the last IDENTIFY. */
  #isOutdated = false;
  /** When the next IDENTIFY may be sent, ms since the epoch; a connection that breaks meanwhile keeps it. */
  #turnAt: number | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** @param manager is connecting; the one before it is given up */
  serve(manager: WebSocketManager): this {
    this.#manager = manager;
    this.#isOutdated = false;
    return this;
  }

  async waitForIdentify(shardId: number, signal: AbortSignal): Promise<void> {
    await this.#spacing.waitForIdentify(shardId, signal);
    this.#turnAt ??= Date.now() + (await this.#pause());
    await delay(Math.max(0, this.#turnAt - Date.now()), undefined, { signal });
    this.#turnAt = undefined;
    this.#isOutdated = true;
  }

  async #pause(): Promise<number> {
    try {
      const information = await this.#manager?.fetchGatewayInformation(this.#isOutdated);
      if (information === undefined) return 0;
      const { session_start_limit: limit } = information;
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
}
