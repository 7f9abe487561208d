import type { REST } from '@discordjs/rest';
import type { Clock } from '../../clock.ts';
import { SECOND } from '../../duration.ts';
import { DeliveryFailures } from '../deliveryFailures.ts';
import type { ForwardedRequest } from '../forwardedRequest.ts';
import type { Bot, Platform, PlatformOptions, StartParts } from '../platform.ts';
import { Reachability } from '../reachability.ts';
import { tokenRefused } from './connect/finalErrors.ts';
import { Gateway } from './connect/gateway.ts';
import type { SessionStore } from './connect/session.ts';
import { DiscordPort } from './delivery/discordPort.ts';
import { InteractionReceiver } from './interactions/interactionReceiver.ts';
import { inviteLink } from './interactions/permissions.ts';
import { Replies } from './interactions/replies.ts';
import { RequestAnswerer } from './interactions/requestAnswerer.ts';
import { describeCommands } from './register/describeCommands.ts';
import { Registration } from './register/registration.ts';
import { createEditRest, createReplyRest, createRest } from './rest/createRest.ts';
import { GlobalLimit } from './rest/globalLimit.ts';

/** `DISCORD_TOKEN`, `DISCORD_GUILD_IDS` and `DISCORD_API_URL`. */
export interface DiscordSettings {
  readonly token: string;
  readonly guildIds: readonly string[];
  readonly apiUrl: string;
}

export interface DiscordOptions extends PlatformOptions {
  /** Where the gateway session is kept for the next process. */
  readonly sessions: SessionStore;
  readonly clock: Clock;
}

/** How long the answers in progress may take at the end, ms. */
const LAST_ANSWERS = 5 * SECOND;

/** Discord: slash commands and buttons by its gateway, answers and messages by its REST API. */
export function createDiscordPlatform(settings: DiscordSettings, options: DiscordOptions): Platform {
  return new DiscordPlatform(settings, options);
}

class DiscordPlatform implements Platform {
  readonly port: DiscordPort;
  readonly #settings: DiscordSettings;
  readonly #options: DiscordOptions;
  readonly #rest: REST;
  readonly #deliveryFailures = new DeliveryFailures();
  readonly #replies: Replies;
  readonly #answerer: RequestAnswerer;
  readonly #serverNames = new Map<string, string>();
  #commandName = '';
  #gateway: Gateway | undefined;
  #receiver: InteractionReceiver | undefined;
  #registration: Registration | undefined;

  constructor(settings: DiscordSettings, options: DiscordOptions) {
    this.#settings = settings;
    this.#options = options;
    const onUnauthorised = once(() => options.onFinal(tokenRefused()));
    const globalLimit = new GlobalLimit();
    const restParts = { ...settings, proxy: options.proxy, globalLimit, onUnauthorised };
    this.#rest = createRest(restParts);
    this.port = new DiscordPort({
      rest: this.#rest,
      editRest: createEditRest(restParts),
      globalLimit,
      log: options.log,
      deliveryFailures: this.#deliveryFailures,
      commandName: () => this.#commandName,
      serverName: (id) => this.#serverNames.get(id),
    });
    this.#replies = new Replies(createReplyRest(settings.apiUrl, options.proxy), options.log);
    this.#answerer = new RequestAnswerer({
      replies: this.#replies,
      deliveryFailures: this.#deliveryFailures,
      log: options.log,
    });
  }

  get isConnected(): boolean {
    return this.#gateway?.isOpen === true;
  }

  async start({ commands, commandName, onRequest }: StartParts): Promise<void> {
    const { token, guildIds, apiUrl } = this.#settings;
    const { log, managers, publishers, sessions, clock, proxy, faults, onFinal } = this.#options;
    const served = new Set(guildIds);
    const described = describeCommands(commands, commandName);
    const registration = new Registration({ rest: this.#rest, log, faults, described });
    const receiver = new InteractionReceiver({
      commands,
      commandName,
      onRequest,
      replies: this.#replies,
      guildIds: served,
      managers,
      publishers,
      log,
    });
    const gateway = new Gateway({
      token,
      apiUrl,
      rest: this.#rest,
      sessions,
      clock,
      log,
      reachability: new Reachability('Discord', { log, faults, proxy }),
      onFinal: once(onFinal),
      onInteraction: (interaction) => receiver.receive(interaction),
      onGuild: (guildId, applicationId, name) => {
        if (name !== undefined) this.#serverNames.set(guildId, name);
        if (served.has(guildId)) void registration.register(applicationId, guildId);
        else log.warn({ server: guildId }, 'the bot is in a Discord server that is not in DISCORD_GUILD_IDS');
      },
      onRemoved: (guildId) => {
        registration.forget(guildId);
        log.warn({ server: guildId }, 'a Discord server has removed the bot');
      },
    });
    this.#commandName = commandName;
    this.#registration = registration;
    this.#receiver = receiver;
    this.#gateway = gateway;
    const { applicationId, name } = await gateway.open();
    await Promise.all(guildIds.map((guildId) => registration.register(applicationId, guildId)));
    void registration.removeGlobal(applicationId);
    log.info({ bot: name, servers: guildIds, invite: inviteLink(applicationId) }, 'connected to Discord');
  }

  answer(request: ForwardedRequest, bot: Bot): Promise<void> {
    return this.#answerer.answer(request, bot);
  }

  absorbRejection(reason: unknown): boolean {
    return this.#gateway?.absorb(reason) === true;
  }

  async stop(): Promise<void> {
    this.#registration?.stop();
    // The gateway first, so that Discord keeps for the next process whatever people do from now on.
    await Promise.all([
      this.#gateway?.close(),
      this.#receiver?.drain(LAST_ANSWERS),
      this.#answerer.drain(LAST_ANSWERS),
    ]);
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
