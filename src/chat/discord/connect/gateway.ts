import type { REST } from '@discordjs/rest';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Clock } from '../../../clock.ts';
import type { Log } from '../../../log.ts';
import { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import type { EnsureOwned, Shard } from '../../shards.ts';
import { describeFault } from '../rest/describeFault.ts';
import { Connection } from './connection.ts';
import { IdentifyThrottler, type WaitForIdentify } from './identifyThrottler.ts';
import { keepTrying } from './keepTrying.ts';
import { isThrownByGatewayLibrary } from './libraryErrors.ts';
import { type Packet, serverSchema } from './packet.ts';
import type { BotIdentity, SessionStore } from './session.ts';
import { SessionKeeper } from './sessionKeeper.ts';

export interface GatewayOptions {
  readonly shard: Shard;
  readonly token: string;
  readonly apiUrl: string;
  readonly rest: REST;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly reachability: Reachability;
  /** Waits until Discord takes the next IDENTIFY of the bot. */
  readonly waitForIdentify: WaitForIdentify;
  /** Without it, the shard is certainly this process's. */
  readonly ensureOwned: EnsureOwned | undefined;
  /** Something that a person did, as Discord says it. */
  readonly onInteraction: (interaction: unknown) => void;
  /** A server that we are in, told at each new session, and when we are let in. */
  readonly onGuild: (guildId: string, applicationId: string, name: string | undefined) => void;
  /** A server that has removed us. */
  readonly onRemoved: (guildId: string) => void;
  /** Discord has ended a connection that was open, for good. */
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** One shard of Discord's gateway: the events that it sends, in a session that outlives connections and processes. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #session: SessionKeeper;
  readonly #throttler: IdentifyThrottler;
  readonly #ending = new AbortController();
  readonly #closed = Promise.withResolvers<undefined>();
  #connection: Connection | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#session = new SessionKeeper(options);
    this.#throttler = new IdentifyThrottler(options);
  }

  get shard(): Shard {
    return this.#options.shard;
  }

  get isOpen(): boolean {
    return this.#connection?.isOpen === true;
  }

  /**
   * Resumes the stored session or begins a new one. Keeps trying until it is open.
   *
   * @returns `undefined` where it was closed before
   * @throws FinalPlatformError
   */
  async open(): Promise<BotIdentity | undefined> {
    await this.#session.load();
    // A connection that was given up may never end.
    return await Promise.race([this.#connect(), this.#closed.promise]);
  }

  /** Takes nothing more in hand, and leaves the session for the next process to resume. */
  async close(): Promise<void> {
    this.#end();
    await Promise.all([this.#connection?.close(), this.#session.save()]);
  }

  /** Takes nothing more in hand. The session is another process's: it is not stored again. */
  async abandon(): Promise<void> {
    this.#end();
    this.#session.drop();
    await this.#connection?.close();
  }

  /**
   * Takes a rejection that nobody handled, where it is the gateway library's.
   *
   * @returns whether it was
   */
  absorb(error: unknown): boolean {
    if (!isThrownByGatewayLibrary(error)) return false;
    this.#reportMalformed(error);
    void this.#restartResume();
    return true;
  }

  #end(): void {
    this.#ending.abort();
    this.#closed.resolve(undefined);
    this.#options.reachability.forget();
  }

  #connect(): Promise<BotIdentity | undefined> {
    const { log, reachability } = this.#options;
    let isResuming = false;
    const attempt = (): Promise<BotIdentity> => {
      isResuming = this.#session.info !== null;
      return this.#tryOnce();
    };
    return keepTrying(attempt, {
      signal: this.#ending.signal,
      reachability,
      onFailure: (error, details) => {
        if (isResuming && this.#session.info === null)
          log.info(details, 'the gateway session was not resumed; starting a new one');
        else reachability.failed(error, details, 'cannot reach Discord; retrying');
      },
    });
  }

  #tryOnce(): Promise<BotIdentity> {
    const connection = new Connection({
      ...this.#options,
      session: this.#session,
      throttler: this.#throttler,
      onPacket: (packet) => this.#take(packet),
      onMalformed: (error, packet) => this.#reportMalformed(error, packet),
    });
    this.#connection = connection;
    return connection.open();
  }

  #take({ t, d }: Packet): void {
    const { onInteraction, onGuild, onRemoved } = this.#options;
    switch (t) {
      case GatewayDispatchEvents.InteractionCreate:
        onInteraction(d);
        return;
      case GatewayDispatchEvents.GuildCreate: {
        const { bot } = this.#session;
        const { id, name } = serverSchema.parse(d);
        if (bot !== undefined) onGuild(id, bot.applicationId, name);
        return;
      }
      case GatewayDispatchEvents.GuildDelete: {
        const { id, unavailable } = serverSchema.parse(d);
        if (unavailable !== true) onRemoved(id);
      }
    }
  }

  /** Whether Discord resumes the session stood in a frame that can't be read, and is not said twice. */
  async #restartResume(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined || !(await connection.abandonResume())) return;
    // One that was never open fails by this, and is followed by the next try.
    if (!connection.hasOpened) return;
    this.#session.drop();
    try {
      await this.#connect();
    } catch (error) {
      if (!(error instanceof FinalPlatformError)) throw error;
      this.#options.onFinal(error);
    }
  }

  #reportMalformed(error: unknown, { t: type, d }: Partial<Packet> = {}): void {
    const id = typeof d === 'object' && d !== null && 'id' in d ? d.id : undefined;
    this.#options.log.warn(
      { fault: describeFault(error), type, id },
      'Discord sent something that can’t be read; it was dropped',
    );
  }
}
