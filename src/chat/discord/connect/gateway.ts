import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  DiscordjsErrorCodes,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Status,
} from 'discord.js';
import { MINUTE, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import { FinalPlatformError } from '../../platform.ts';
import { restOptions } from '../rest/createRest.ts';
import { describeFault } from '../rest/describeFault.ts';
import { finalClose, tokenRefused } from './finalErrors.ts';
import { IdentifyTurns } from './identifyTurns.ts';
import { type Packet, serverSchema } from './packet.ts';
import { Shards } from './shards.ts';

const RETRY = { first: SECOND, last: MINUTE };
/** A server that Discord has trouble with must not keep the others waiting. */
const PATIENCE_WITH_SERVERS = 2 * SECOND;
const LONGEST_GOODBYE = 2 * SECOND;

export interface GatewayOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly log: Log;
  /** Something that a person did, as Discord says it. */
  readonly onInteraction: (interaction: unknown) => void;
  /** A server that we are in, told at each new session, and when we are let in. */
  readonly onGuild: (guildId: string, applicationId: string) => void;
  /** A server that has removed us. */
  readonly onRemoved: (guildId: string) => void;
  /** Discord has ended a connection that was open, for good. */
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** Who we are, as Discord says when we are first connected. */
export interface Identity {
  readonly applicationId: string;
  readonly name: string;
}

/** The connection to Discord's gateway; resuming it is discord.js' own work. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #ending = new AbortController();
  #client: Client | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    const client = this.#client;
    return client?.isReady() === true && client.ws.shards.every(({ status }) => status === Status.Ready);
  }

  /** Keeps trying until it is open; pending for ever where it is closed before. @throws FinalPlatformError */
  async open(): Promise<Identity> {
    for (let wait: number = RETRY.first; ; wait = Math.min(RETRY.last, wait * 2)) {
      try {
        return await this.#connect();
      } catch (error) {
        if (this.#ending.signal.aborted) return await new Promise(() => undefined);
        if (error instanceof FinalPlatformError) throw error;
        const fault = describeFault(error);
        this.#options.log.warn({ fault, nextTryMs: wait }, 'Discord can not be reached; tried again');
        await delay(wait, undefined, { signal: this.#ending.signal }).catch(() => undefined);
      }
    }
  }

  /** Takes nothing more in hand, and keeps the connection. */
  pause(): void {
    this.#ending.abort();
  }

  /** Says goodbye with a normal close. */
  async close(): Promise<void> {
    this.pause();
    await Promise.race([this.#client?.destroy(), delay(LONGEST_GOODBYE, undefined, { ref: false })]);
  }

  async #connect(): Promise<Identity> {
    const { token, apiUrl, log, onFinal } = this.#options;
    let turns: IdentifyTurns | undefined;
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      // One connection carries more servers than any one of us serves.
      shards: [0],
      shardCount: 1,
      rest: restOptions(apiUrl),
      allowedMentions: { parse: [], repliedUser: false },
      waitGuildTimeout: PATIENCE_WITH_SERVERS,
      ws: {
        buildIdentifyThrottler: (connection) => (turns = new IdentifyTurns(connection, log)),
        buildStrategy: (manager) =>
          new Shards(manager, { log, onPacket: (packet) => this.#take(packet, client.application?.id) }),
      },
    });
    this.#client = client;
    this.#listen(client);
    const ready = Promise.withResolvers<Identity>();
    client.once(Events.ClientReady, ({ application, user }) => {
      client.on(Events.ShardDisconnect, ({ code }) => onFinal(finalClose(code)));
      ready.resolve({ applicationId: application.id, name: user.tag });
    });
    client.once(Events.ShardDisconnect, ({ code }) => ready.reject(finalClose(code)));
    try {
      // Whatever becomes of the login, a final close says more about it.
      await Promise.race([client.login(token), ready.promise]);
      return await ready.promise;
    } catch (error) {
      turns?.abandon();
      client.removeAllListeners();
      throw isTokenFault(error) ? tokenRefused() : error;
    }
  }

  /** Packets as Discord documents them: they come at once, also while discord.js waits for servers. */
  #take({ t, d }: Packet, applicationId: string | undefined): void {
    const { onInteraction, onGuild, onRemoved } = this.#options;
    switch (t) {
      case GatewayDispatchEvents.InteractionCreate:
        if (!this.#ending.signal.aborted) onInteraction(d);
        return;
      case GatewayDispatchEvents.GuildCreate:
        if (applicationId !== undefined) onGuild(serverSchema.parse(d).id, applicationId);
        return;
      case GatewayDispatchEvents.GuildDelete: {
        const { id, unavailable } = serverSchema.parse(d);
        if (unavailable !== true) onRemoved(id);
      }
    }
  }

  #listen(client: Client): void {
    const { log } = this.#options;
    client.on(Events.ShardReconnecting, () =>
      log.info('the connection to Discord broke; it is taken up again'),
    );
    client.on(Events.ShardResume, () => log.info('the connection to Discord goes on'));
    client.on(Events.ShardError, (error) =>
      log.warn({ fault: describeFault(error) }, 'the connection to Discord has trouble'),
    );
  }
}

function isTokenFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === DiscordjsErrorCodes.TokenInvalid;
}
