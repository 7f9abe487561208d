import type { REST } from '@discordjs/rest';
import type { Clock } from '../../clock.ts';
import { SECOND } from '../../duration.ts';
import { DeliveryFailures } from '../deliveryFailures.ts';
import type { ForwardedRequest } from '../forwardedRequest.ts';
import type { Bot, Platform, PlatformOptions, ReceivingParts } from '../platform.ts';
import { openAllShards, type Shard, type Shards } from '../shards.ts';
import { tokenRefused } from './connect/finalErrors.ts';
import { GatewayShards } from './connect/gatewayShards.ts';
import type { WaitForIdentify } from './connect/identifyThrottler.ts';
import type { BotIdentity, SessionStore } from './connect/session.ts';
import { shardOf } from './connect/shardOf.ts';
import { DiscordPort } from './delivery/discordPort.ts';
import { InteractionReceiver } from './interactions/interactionReceiver.ts';
import { inviteLink } from './interactions/permissions.ts';
import { Replies } from './interactions/replies.ts';
import { RequestAnswerer } from './interactions/requestAnswerer.ts';
import { describeCommands } from './register/describeCommands.ts';
import { Registration } from './register/registration.ts';
import { createEditRest, createReplyRest, createRest, limitCalls, shareCalls } from './rest/createRest.ts';
import { GlobalLimit } from './rest/globalLimit.ts';

/** `DISCORD_TOKEN`, `DISCORD_GUILD_IDS`, `DISCORD_SHARDS` and `DISCORD_API_URL`. */
export interface DiscordSettings {
  readonly token: string;
  readonly guildIds: readonly string[];
  readonly apiUrl: string;
  /** Without it, as many as Discord wants. */
  readonly shards?: number | undefined;
}

export interface DiscordOptions extends PlatformOptions {
  /** Where the gateway sessions are kept for the next process. */
  readonly sessions: SessionStore;
  readonly clock: Clock;
  /** Opens those shards that are this process's from the start; without it, all. */
  readonly openShards?: (shards: Shards) => Promise<void>;
  /** Waits until Discord takes the next IDENTIFY of the bot; without it, no other process sends any. */
  readonly waitForIdentify?: WaitForIdentify | undefined;
}

/** How long the answers in progress may take at the end, ms. */
const LAST_ANSWERS = 5 * SECOND;

/** Discord: slash commands and buttons by its gateway, answers and messages by its REST API. */
export function createDiscordPlatform(settings: DiscordSettings, options: DiscordOptions): Platform {
  return new DiscordPlatform(settings, options);
}

class DiscordPlatform implements Platform {
  readonly port: DiscordPort;
  readonly shards: GatewayShards;
  readonly #settings: DiscordSettings;
  readonly #options: DiscordOptions;
  readonly #rest: REST;
  readonly #editRest: REST;
  readonly #deliveryFailures = new DeliveryFailures();
  readonly #replies: Replies;
  readonly #answerer: RequestAnswerer;
  readonly #serverNames = new Map<string, string>();
  #commandName = '';
  #receiver: InteractionReceiver | undefined;
  #registration: Registration | undefined;
  #hasStarted = false;

  constructor(settings: DiscordSettings, options: DiscordOptions) {
    const { log, proxy } = options;
    const deliveryFailures = this.#deliveryFailures;
    this.#settings = settings;
    this.#options = options;
    const onUnauthorised = once(() => options.onFinal(tokenRefused()));
    const globalLimit = new GlobalLimit();
    const restParts = { ...settings, proxy, globalLimit, onUnauthorised };
    this.#rest = createRest(restParts);
    this.#editRest = createEditRest(restParts);
    this.port = new DiscordPort({
      rest: this.#rest,
      editRest: this.#editRest,
      globalLimit,
      log,
      deliveryFailures,
      commandName: () => this.#commandName,
      serverName: (id) => this.#serverNames.get(id),
    });
    this.#replies = new Replies(createReplyRest(settings.apiUrl, proxy), log);
    this.#answerer = new RequestAnswerer({ replies: this.#replies, deliveryFailures, log });
    this.shards = this.#createShards();
  }

  get isConnected(): boolean {
    return (this.#hasStarted || this.shards.owned.length > 0) && this.shards.isOpen;
  }

  async start({ commands, commandName, onRequest, takesEachOnce = false }: ReceivingParts): Promise<void> {
    const { log, managers, publishers, faults, openShards = openAllShards } = this.#options;
    this.#commandName = commandName;
    const described = describeCommands(commands, commandName);
    this.#registration = new Registration({ rest: this.#rest, log, faults, described });
    this.#receiver = new InteractionReceiver({
      commands,
      commandName,
      onRequest,
      takesEachOnce,
      replies: this.#replies,
      guildIds: new Set(this.#settings.guildIds),
      managers,
      publishers,
      log,
    });
    await openShards(this.shards);
    this.#hasStarted = true;
    // Stopped before it was connected: nothing goes on.
    if (this.shards.isClosed) await new Promise(() => undefined);
  }

  serves(workspace: string): boolean {
    return this.#settings.guildIds.includes(workspace);
  }

  answer(request: ForwardedRequest, bot: Bot): Promise<void> {
    return this.#answerer.answer(request, bot);
  }

  setShare(replicas: number): void {
    const { main, edits } = shareCalls(replicas);
    limitCalls(this.#rest, main);
    limitCalls(this.#editRest, edits);
  }

  absorbRejection(reason: unknown): boolean {
    return this.shards.absorb(reason);
  }

  async stop(): Promise<void> {
    this.#registration?.stop();
    // The gateway first, so that Discord keeps for the next process whatever people do from now on.
    await Promise.all([
      this.shards.closeAll(),
      this.#receiver?.drain(LAST_ANSWERS),
      this.#answerer.drain(LAST_ANSWERS),
    ]);
  }

  #createShards(): GatewayShards {
    const { token, apiUrl, guildIds, shards: count } = this.#settings;
    const { log, sessions, clock, proxy, faults, onFinal, waitForIdentify } = this.#options;
    return new GatewayShards({
      token,
      apiUrl,
      rest: this.#rest,
      count,
      sessions,
      clock,
      log,
      reachabilityParts: { log, faults, proxy },
      waitForIdentify,
      onFinal: once(onFinal),
      onInteraction: (interaction) => this.#receiver?.receive(interaction),
      onGuild: (guildId, applicationId, name) => {
        if (name !== undefined) this.#serverNames.set(guildId, name);
        if (guildIds.includes(guildId)) void this.#registration?.register(applicationId, guildId);
        else log.warn({ server: guildId }, 'the bot is in a Discord server that is not in DISCORD_GUILD_IDS');
      },
      onRemoved: (guildId) => {
        this.#registration?.forget(guildId);
        log.warn({ server: guildId }, 'a Discord server has removed the bot');
      },
      onOpen: (shard, bot) => this.#onOpen(shard, bot),
      onClosed: (shard) => {
        for (const guildId of this.#serversOf(shard)) this.#registration?.forget(guildId);
      },
    });
  }

  /** The servers that the shard carries, of those that the bot serves. */
  #serversOf({ id, count }: Shard): readonly string[] {
    return this.#settings.guildIds.filter((guildId) => shardOf(guildId, count) === id);
  }

  /** Registers the commands in the servers that the shard carries. */
  async #onOpen(shard: Shard, { applicationId, name }: BotIdentity): Promise<void> {
    const { id, count } = shard;
    const registration = this.#registration;
    const servers = this.#serversOf(shard);
    await Promise.all(servers.map((guildId) => registration?.register(applicationId, guildId)));
    if (id === 0) void registration?.removeGlobal(applicationId);
    this.#options.log.info(
      {
        bot: name,
        servers,
        invite: inviteLink(applicationId),
        ...(count > 1 && { shard: id, shards: count }),
      },
      'connected to Discord',
    );
  }
}

/** Several calls may find the platform closed; the program ends once. */
function once<Parts extends unknown[]>(call: (...parts: Parts) => void): (...parts: Parts) => void {
  let isDone = false;
  return (...parts) => {
    if (isDone) return;
    isDone = true;
    call(...parts);
  };
}
