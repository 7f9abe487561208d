import { setTimeout as delay } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import {
  CloseCodes,
  type SessionInfo,
  WebSocketManager,
  WebSocketShardEvents,
  WebSocketShardStatus,
} from '@discordjs/ws';
import { SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import type { EnsureOwned, Shard } from '../../shards.ts';
import { describeFault } from '../rest/describeFault.ts';
import { finalClose, isFinalClose } from './finalErrors.ts';
import type { IdentifyThrottler } from './identifyThrottler.ts';
import { INTENTS } from './intents.ts';
import { type Packet, readySchema } from './packet.ts';
import type { BotIdentity } from './session.ts';
import type { SessionKeeper } from './sessionKeeper.ts';

const CLOSE_TIMEOUT = 2 * SECOND;

export interface ConnectionOptions {
  readonly shard: Shard;
  readonly token: string;
  readonly rest: REST;
  readonly session: SessionKeeper;
  readonly throttler: IdentifyThrottler;
  readonly ensureOwned: EnsureOwned | undefined;
  readonly log: Log;
  readonly reachability: Reachability;
  /** Called for each event. What it throws is handed to `onMalformed`. */
  readonly onPacket: (packet: Packet) => void;
  readonly onMalformed: (error: unknown, packet: Partial<Packet>) => void;
  /** Discord has closed an open connection for good. */
  readonly onFinal: (error: FinalPlatformError) => void;
}

/**
 * One `WebSocketManager`. Once it was open, it reconnects and resumes by itself. One that fails before that is
 * abandoned: the library would try twice a second for ever, and `Gateway` backs off.
 *
 * @see https://discord.js.org/docs/packages/ws/stable/WebSocketManager:Class
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #manager: WebSocketManager;
  /** Rejects when the socket closes before the connection was open. */
  readonly #internalError = Promise.withResolvers<never>();
  #isOpen = false;
  #hasOpened = false;
  readonly #abandoned = new AbortController();
  /** Whether a socket was asked for. Until then a failure is one of the REST API. */
  #hasDialled = false;
  /** Whether the log has it that reconnecting fails. */
  #isFailing = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { shard, token, rest, session, throttler } = options;
    this.#manager = new WebSocketManager({
      token,
      rest,
      intents: INTENTS,
      shardIds: [shard.id],
      shardCount: shard.count,
      buildIdentifyThrottler: (manager) => throttler.serve(manager, this.#abandoned.signal),
      retrieveSessionInfo: () => this.#retrieveSession(),
      updateSessionInfo: (_, info) => {
        if (!this.#isAbandoned) session.update(info);
      },
    });
    this.#listen();
  }

  /** Whether events come in. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  /**
   * Resolves at READY or RESUMED. Rejects where the first attempt fails; the session that it was to resume is dropped.
   *
   * @throws FinalPlatformError where Discord refuses us for good
   */
  async open(): Promise<BotIdentity> {
    const { session } = this.#options;
    try {
      await Promise.race([this.#manager.connect(), this.#internalError.promise]);
      if (session.bot === undefined) throw new Error('READY does not name the application');
      this.#hasOpened = true;
      return session.bot;
    } catch (error) {
      await this.#leave(CloseCodes.Normal);
      if (this.#hasDialled) session.drop();
      throw error;
    }
  }

  /** Closes so that the session can be resumed: Discord ends a session that is closed with 1000 or 1001. */
  close(): Promise<void> {
    return this.#leave(CloseCodes.Resuming);
  }

  /** Abandons a RESUME that is not answered yet. @returns whether there was one */
  async abandonResume(): Promise<boolean> {
    const statuses = await this.#manager.fetchStatus();
    if (this.#isAbandoned || statuses.get(this.#options.shard.id) !== WebSocketShardStatus.Resuming)
      return false;
    this.#abandoned.abort();
    await this.#destroy(CloseCodes.Normal);
    return true;
  }

  get #isAbandoned(): boolean {
    return this.#abandoned.signal.aborted;
  }

  /**
   * A shard asks for this before it opens a socket, and before each event. An abandoned one waits for it for ever: it opens
   * none, and its events are heard by whoever resumes the session. So does one that is another process's by now.
   */
  async #retrieveSession(): Promise<SessionInfo | null> {
    const { session, ensureOwned } = this.#options;
    const isOurs = this.#isOpen || ensureOwned === undefined || (await succeeds(ensureOwned()));
    if (!isOurs || this.#isAbandoned) return new Promise(() => undefined);
    this.#hasDialled = true;
    return session.info;
  }

  /** A socket that is still opening is left alone: destroyed, its failure would be thrown where nobody can catch it. */
  async #leave(code: CloseCodes): Promise<void> {
    this.#abandoned.abort();
    if (this.#isOpen) await this.#destroy(code);
  }

  async #destroy(code: CloseCodes): Promise<void> {
    this.#isOpen = false;
    await Promise.race([this.#manager.destroy({ code }), delay(CLOSE_TIMEOUT, undefined, { ref: false })]);
  }

  #listen(): void {
    const { session, log, onPacket, onMalformed } = this.#options;
    this.#manager
      .on(WebSocketShardEvents.Dispatch, ({ data: packet }) => {
        try {
          onPacket(packet);
        } catch (error) {
          onMalformed(error, packet);
        }
      })
      .on(WebSocketShardEvents.Ready, ({ data }) => {
        const ready = readySchema.safeParse(data);
        if (ready.success) session.begin(ready.data);
        else onMalformed(ready.error, { t: 'READY' });
        this.#onOpen();
      })
      .on(WebSocketShardEvents.Resumed, () => {
        log.info('gateway session resumed');
        this.#onOpen();
      })
      .on(WebSocketShardEvents.HeartbeatComplete, () => session.refresh())
      .on(WebSocketShardEvents.Closed, ({ code }) => this.#onClosed(code))
      .on(WebSocketShardEvents.Error, ({ error }) => this.#onError(error));
  }

  #onOpen(): void {
    // Another process may go on with the session.
    if (this.#isAbandoned) return void this.#destroy(CloseCodes.Resuming);
    this.#isOpen = true;
    this.#isFailing = false;
    this.#options.reachability.reached();
  }

  #onClosed(code: number): void {
    const { log, onFinal } = this.#options;
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    const final = isFinalClose(code) ? finalClose(code) : undefined;
    this.#internalError.reject(final ?? new Error(`the gateway closed the connection with ${code}`));
    if (!this.#hasOpened || this.#isAbandoned) return;
    if (final) onFinal(final);
    else if (wasOpen) log.info({ code }, 'the gateway connection closed; reconnecting');
  }

  #onError(error: Error): void {
    if (!this.#hasOpened || this.#isFailing) return;
    this.#isFailing = true;
    const fault = describeFault(error);
    this.#options.reachability.failed(error, { fault }, 'cannot reconnect to the gateway; retrying');
  }
}

async function succeeds(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch {
    return false;
  }
}
