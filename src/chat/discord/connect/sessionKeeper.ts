import type { SessionInfo } from '@discordjs/ws';
import type { Clock } from '../../../clock.ts';
import { MINUTE, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { Shard } from '../../shards.ts';
import { describeFault } from '../rest/describeFault.ts';
import type { BotIdentity, SessionStore, StoredSession } from './session.ts';
import { type SessionOwner, signSession } from './signSession.ts';

/** Between two saves of one session. Where an old sequence is resumed, Discord replays more events and loses none. */
export const SAVE_INTERVAL = 5 * SECOND;

/**
 * An older session is not resumed: Discord does not say how long it keeps one, and an attempt in vain delays the start.
 * The age counts from the last save, and a session is saved after each heartbeat, which is about every 41 s.
 */
export const MAX_SESSION_AGE = 5 * MINUTE;

export interface SessionKeeperOptions extends SessionOwner {
  readonly shard: Shard;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** The gateway session in memory. The store follows it at a bounded rate, so that the next process can resume it. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  #info: SessionInfo | null = null;
  #bot: BotIdentity | undefined;
  /** Whether this process has received an event in the session; before that, there is nothing new to save. */
  #isLive = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  /** What to resume; `null` where the shard has to identify. */
  get info(): SessionInfo | null {
    return this.#info;
  }

  /** `undefined` before the first session. */
  get bot(): BotIdentity | undefined {
    return this.#bot;
  }

  /** Reads the session that the last process saved. Never rejects. */
  async load(): Promise<void> {
    const { shard, sessions, log } = this.#options;
    try {
      const stored = await sessions.load(shard);
      if (stored === undefined) return;
      const mismatch = this.#findMismatch(stored);
      if (mismatch !== undefined) {
        log.info({ mismatch }, 'the stored gateway session is not resumed');
        return;
      }
      const { sessionId, sequence, resumeUrl: resumeURL, shardId, shardCount } = stored;
      this.#info = { sessionId, sequence, resumeURL, shardId, shardCount };
      this.#bot = stored.bot;
    } catch (error) {
      log.warn({ fault: describeFault(error) }, 'cannot read the stored gateway session');
    }
  }

  /** Called for each event, with the session as it is after it; `null` where it can't be resumed any more. */
  update(info: SessionInfo | null): void {
    if (info === null) this.drop();
    // A malformed READY names no session, and the one before it goes on.
    else if (typeof info.sessionId === 'string') {
      this.#info = info;
      this.#isLive = true;
      this.#saveSoon();
    }
  }

  /** A new session began. It is saved at once: the process may be killed at any time. */
  begin(bot: BotIdentity): void {
    this.#bot = bot;
    void this.save();
  }

  /** The session is alive, though there was no event. */
  refresh(): void {
    this.#saveSoon();
  }

  /** Forgets the session. The stored one stays: a start that tries it is refused by Discord, and identifies. */
  drop(): void {
    this.#info = null;
    this.#isLive = false;
  }

  /** Never rejects: without a stored session the next start identifies. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const session = this.#toStored();
    if (session === undefined) return;
    try {
      await this.#options.sessions.save(session);
    } catch (error) {
      // That the store fails is in the log already.
      this.#options.log.debug({ fault: describeFault(error) }, 'cannot store the gateway session');
    }
  }

  #saveSoon(): void {
    this.#timer ??= setTimeout(() => void this.save(), SAVE_INTERVAL).unref();
  }

  #toStored(): StoredSession | undefined {
    const info = this.#info;
    const bot = this.#bot;
    if (!this.#isLive || info === null || bot === undefined) return undefined;
    const { sessionId, sequence, resumeURL: resumeUrl, shardId, shardCount } = info;
    // Discord always gives one; an imitation of Discord may not.
    if (typeof resumeUrl !== 'string') return undefined;
    const parts = { sessionId, resumeUrl, shardId, shardCount, bot };
    const signature = signSession(parts, this.#options);
    return { version: 1, ...parts, sequence, savedAt: this.#options.clock.now(), signature };
  }

  /** Why a stored session is not for this process to resume. */
  #findMismatch(stored: StoredSession): string | undefined {
    const { shard } = this.#options;
    if (stored.shardId !== shard.id || stored.shardCount !== shard.count) return 'another shard count';
    if (stored.signature !== signSession(stored, this.#options)) return 'another token or Discord';
    return this.#options.clock.now() - stored.savedAt > MAX_SESSION_AGE ? 'too old' : undefined;
  }
}
