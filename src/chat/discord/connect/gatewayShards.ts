import type { REST } from '@discordjs/rest';
import { SimpleIdentifyThrottler } from '@discordjs/ws';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { Reachability, type ReachabilityParts } from '../../reachability.ts';
import type { EnsureOwned, Shard, Shards } from '../../shards.ts';
import { Gateway, type GatewayOptions } from './gateway.ts';
import type { WaitForIdentify } from './identifyThrottler.ts';
import { keepTrying } from './keepTrying.ts';
import type { BotIdentity } from './session.ts';

export interface GatewayShardsOptions
  extends Omit<GatewayOptions, 'shard' | 'reachability' | 'waitForIdentify' | 'ensureOwned'> {
  readonly rest: REST;
  readonly reachabilityParts: ReachabilityParts;
  /** `DISCORD_SHARDS`; without it, as many as Discord wants. */
  readonly count: number | undefined;
  /** Waits until Discord takes the next IDENTIFY of the bot; without it, no other process sends any. */
  readonly waitForIdentify?: WaitForIdentify | undefined;
  /** A shard is open for the first time. What it rejects with, `open` rejects with. */
  readonly onOpen: (shard: Shard, bot: BotIdentity) => Promise<void>;
  /** A shard was closed or abandoned: from now on nothing is heard here of its servers. */
  readonly onClosed: (shard: Shard) => void;
}

/** @see https://docs.discord.com/developers/events/gateway#get-gateway-bot */
const answerSchema = z.object({
  // Discord always says it; an imitation of Discord may not.
  shards: z.int().positive().catch(1),
});

/** Discord's gateway: one connection, with a session of its own, for each shard that is open here. */
export class GatewayShards implements Shards {
  readonly #options: GatewayShardsOptions;
  readonly #gateways = new Map<number, Gateway>();
  readonly #waitForIdentify: WaitForIdentify;
  readonly #ending = new AbortController();

  constructor(options: GatewayShardsOptions) {
    this.#options = options;
    const spacing = new SimpleIdentifyThrottler(1);
    this.#waitForIdentify =
      options.waitForIdentify ?? ((shardId, signal) => spacing.waitForIdentify(shardId, signal));
  }

  get owned(): readonly number[] {
    return [...this.#gateways.keys()].sort((one, other) => one - other);
  }

  /** Whether events come in on all that are open here; also where there is none. */
  get isOpen(): boolean {
    return [...this.#gateways.values()].every((gateway) => gateway.isOpen);
  }

  get isClosed(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Asks Discord also where the number is set: a process that gets no shard would not find out that its token is refused. */
  async count(): Promise<number | undefined> {
    const { count, rest, reachabilityParts } = this.#options;
    const reachability = new Reachability('Discord', reachabilityParts);
    const answer = await keepTrying(async () => answerSchema.parse(await rest.get(Routes.gatewayBot())), {
      signal: this.#ending.signal,
      reachability,
      onFailure: (error, details) => reachability.failed(error, details, 'cannot reach Discord; retrying'),
    });
    if (answer === undefined) return undefined;
    reachability.reached();
    return count ?? answer.shards;
  }

  async open(shard: Shard, ensureOwned?: EnsureOwned): Promise<void> {
    const { onOpen, reachabilityParts, log } = this.#options;
    const { id, count } = shard;
    if (this.isClosed) return;
    if (this.#gateways.has(id)) throw new Error(`shard ${id} is open already`);
    const isAlone = count === 1;
    const gateway = new Gateway({
      ...this.#options,
      shard,
      log: isAlone ? log : log.child({ shard: id }),
      reachability: new Reachability('Discord', reachabilityParts, isAlone ? undefined : `shard ${id}`),
      waitForIdentify: this.#waitForIdentify,
      ensureOwned,
    });
    this.#gateways.set(id, gateway);
    try {
      const bot = await gateway.open();
      if (bot !== undefined) await onOpen(shard, bot);
    } catch (error) {
      if (this.#gateways.get(id) === gateway) this.#gateways.delete(id);
      throw error;
    }
  }

  async close(id: number): Promise<void> {
    await this.#end(id, (gateway) => gateway.close());
  }

  async abandon(id: number): Promise<void> {
    await this.#end(id, (gateway) => gateway.abandon());
  }

  async closeAll(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.owned.map((id) => this.close(id)));
  }

  /**
   * Takes a rejection that nobody handled, where it is the gateway library's. Nothing says which shard it is of, so each
   * looks whether it is stuck.
   *
   * @returns whether it was
   */
  absorb(error: unknown): boolean {
    const all = [...this.#gateways.values()];
    return all.map((gateway) => gateway.absorb(error)).some(Boolean);
  }

  async #end(id: number, leave: (gateway: Gateway) => Promise<void>): Promise<void> {
    const gateway = this.#gateways.get(id);
    if (gateway === undefined) return;
    this.#gateways.delete(id);
    await leave(gateway);
    this.#options.onClosed(gateway.shard);
  }
}
