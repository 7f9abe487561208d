import { setTimeout as delay } from 'node:timers/promises';
import { DiscordAPIError, type REST } from '@discordjs/rest';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Clock } from '../../../clock.ts';
import { formatDuration, MINUTE, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import { describeFault, retryAfterOf } from '../rest/describeFault.ts';
import { Connection } from './connection.ts';
import { tokenRefused } from './finalErrors.ts';
import { IdentifyThrottler } from './identifyThrottler.ts';
import { isThrownByGatewayLibrary } from './libraryErrors.ts';
import { type Packet, serverSchema } from './packet.ts';
import type { BotIdentity, SessionStore } from './session.ts';
import { SessionKeeper } from './sessionKeeper.ts';

const RETRY = { first: SECOND, last: MINUTE };

export interface GatewayOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly rest: REST;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly reachability: Reachability;
  /** Something that a person did, as Discord says it. */
  readonly onInteraction: (interaction: unknown) => void;
  /** A server that we are in, told at each new session, and when we are let in. */
  readonly onGuild: (guildId: string, applicationId: string, name: string | undefined) => void;
  /** A server that has removed us. */
  readonly onRemoved: (guildId: string) => void;
  /** Discord has ended a connection that was open, for good. */
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** Discord's gateway: the events that it sends, in a session that outlives connections and processes. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #session: SessionKeeper;
  readonly #throttler: IdentifyThrottler;
  readonly #ending = new AbortController();
  #connection: Connection | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#session = new SessionKeeper(options);
    this.#throttler = new IdentifyThrottler(options.log);
  }

  get isOpen(): boolean {
    return this.#connection?.isOpen === true;
  }

  /**
   * Resumes the stored session or begins a new one. Keeps trying until it is open; pending for ever where it is closed
   * before.
   *
   * @throws FinalPlatformError
   */
  async open(): Promise<BotIdentity> {
    await this.#session.load();
    return await this.#connect();
  }

  /** Takes nothing more in hand, and leaves the session for the next process to resume. */
  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all([this.#connection?.close(), this.#session.save()]);
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

  async #connect(): Promise<BotIdentity> {
    const { log, reachability } = this.#options;
    const { signal } = this.#ending;
    for (let backoff: number = RETRY.first; !signal.aborted; backoff = Math.min(RETRY.last, backoff * 2)) {
      const isResuming = this.#session.info !== null;
      try {
        return await this.#tryOnce();
      } catch (error) {
        if (error instanceof FinalPlatformError && !signal.aborted) throw error;
        const fault = describeFault(error);
        const asked = retryAfterOf(error) ?? 0;
        const wait = Math.max(backoff, asked);
        if (asked > RETRY.last) reachability.refused(explainWait(asked), { fault, nextTryMs: wait });
        else if (isResuming && this.#session.info === null)
          log.info({ fault, nextTryMs: wait }, 'the gateway session was not resumed; starting a new one');
        else reachability.failed(error, { fault, nextTryMs: wait }, 'cannot reach Discord; retrying');
        await delay(wait, undefined, { signal }).catch(() => undefined);
      }
    }
    return await new Promise(() => undefined);
  }

  async #tryOnce(): Promise<BotIdentity> {
    const connection = new Connection({
      ...this.#options,
      session: this.#session,
      throttler: this.#throttler,
      onPacket: (packet) => this.#take(packet),
      onMalformed: (error, packet) => this.#reportMalformed(error, packet),
    });
    this.#connection = connection;
    try {
      return await connection.open();
    } catch (error) {
      throw error instanceof DiscordAPIError && error.status === 401 ? tokenRefused() : error;
    }
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

/** Discord gives so long a wait to a bot that has connected, or called, far too often. @param wait ms */
function explainWait(wait: number): string {
  const until = new Date(Date.now() + wait).toISOString().slice(0, 16).replace('T', ' ');
  return `Discord wants no connection from this bot until ${until} UTC, in ${formatDuration(wait)} (429). Threadwatch waits until then; until then it serves nobody on Discord. Most likely this bot, or another one on this address, has connected or called too often. Starting it again makes the wait longer.`;
}
