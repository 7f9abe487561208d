import { setTimeout as delay } from 'node:timers/promises';
import type { IIdentifyThrottler, WebSocketManager } from '@discordjs/ws';
import type { APIGatewaySessionStartLimit } from 'discord-api-types/v10';
import type { Log } from '../../../log.ts';
import type { Shard } from '../../shards.ts';
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

/** Waits until Discord takes the next IDENTIFY: one in five seconds, of all shards of a bot. Rejects once the signal is aborted. */
export type WaitForIdentify = (shardId: number, signal: AbortSignal) => Promise<void>;

export interface IdentifyThrottlerOptions {
  readonly shard: Shard;
  readonly waitForIdentify: WaitForIdentify;
  readonly log: Log;
}

/** Says when a shard may identify, over all the managers that follow each other. */
export class IdentifyThrottler {
  readonly #options: IdentifyThrottlerOptions;
  #manager: WebSocketManager | undefined;
  /** Whether what the manager fetched when it connected is older than the last IDENTIFY. */
  #isOutdated = false;
  /** When the next IDENTIFY may be sent, ms since the epoch; a connection that breaks meanwhile keeps it. */
  #turnAt: number | undefined;

  constructor(options: IdentifyThrottlerOptions) {
    this.#options = options;
  }

  /**
   * @param manager is connecting; the one before it is given up
   * @param abandoned aborted when this one is given up; the library then closes its socket
   */
  serve(manager: WebSocketManager, abandoned: AbortSignal): IIdentifyThrottler {
    this.#manager = manager;
    this.#isOutdated = false;
    return { waitForIdentify: (_, closed) => this.#wait(AbortSignal.any([closed, abandoned])) };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { shard, waitForIdentify } = this.#options;
    await waitForIdentify(shard.id, signal);
    signal.throwIfAborted();
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
      // Each shard waits for its turn among all of them.
      const pause = pauseBeforeIdentify(limit) * this.#options.shard.count;
      if (pause > 0)
        this.#options.log.warn(
          { remaining: limit.remaining, total: limit.total, waitMs: Math.round(pause) },
          "more than half of the day's connections to Discord are used up; the next one waits",
        );
      return pause;
    } catch (error) {
      this.#options.log.warn(
        { fault: describeFault(error) },
        'Discord does not say how many connections are left',
      );
      return 0;
    }
  }
}
