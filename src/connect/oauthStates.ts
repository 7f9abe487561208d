import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type ChannelRef, channelRefSchema } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** How long a link to the consent page is valid. */
const OAUTH_STATE_LIFETIME = 10 * MINUTE;

/** Who requested a link, where, and for which account. The account it connects is bound to that workspace only. */
export const oauthStateSchema = z.object({
  version: z.literal(2),
  workspace: z.string(),
  /** The channel in which the link was requested. Earlier versions did not store it. */
  channel: channelRefSchema.optional(),
  /** What people call it, where the platform said so. */
  channelName: z.string().optional(),
  person: z.string(),
  /** The account to reconnect; left out for a new one. */
  account: z.string().optional(),
  /** When the link expires; ms since the epoch. */
  until: z.number(),
  /** Whether it was used. It is kept until it would have expired, so that a second use can be explained. */
  isUsed: z.boolean().optional(),
});

export type OAuthState = z.infer<typeof oauthStateSchema>;

/** A link that came back, and whether it may be used. */
export interface TakenState {
  readonly oauthState: OAuthState;
  readonly validity: 'valid' | 'used' | 'expired';
}

/** A person's request for a link. */
export interface ConnectRequest {
  readonly channel: ChannelRef;
  /** What people call the channel, where the platform said so. */
  readonly channelName: string | undefined;
  readonly person: string;
  /** The account to reconnect; `undefined` for a new one. */
  readonly account: string | undefined;
}

/**
 * The links that can still be used. Each has a random OAuth `state`. The store holds only its hash, so nobody can forge a
 * callback with a copy of the store.
 */
export class OAuthStates {
  readonly #records: Collection<OAuthState>;
  readonly #lock = new KeyedLock();
  readonly #expiresAt = new Map<string, number>();

  constructor(records: Collection<OAuthState>) {
    this.#records = records;
  }

  /** Reads when the stored links expire; called once at start. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, { until }] of this.#records.entries(onCorrupt)) this.#expiresAt.set(key, until);
  }

  /** Stores a new link. @returns its `state`, and when it expires (ms since the epoch) */
  async create(
    { channel, channelName, person, account }: ConnectRequest,
    now: number,
  ): Promise<{ state: string; until: number }> {
    await this.forgetOld(now);
    const state = randomBytes(32).toString('base64url');
    const until = now + OAUTH_STATE_LIFETIME;
    const { workspace } = channel;
    await this.#records.set(oauthStateKey(state), {
      version: 2,
      workspace,
      channel,
      channelName,
      person,
      account,
      until,
    });
    this.#expiresAt.set(oauthStateKey(state), until);
    return { state, until };
  }

  /** Uses a `state`, which works once. @returns `undefined` if it was never ours, or is forgotten */
  take(state: string, now: number): Promise<TakenState | undefined> {
    const key = oauthStateKey(state);
    return this.#lock.run(key, async () => {
      const oauthState = await this.#records.get(key);
      if (oauthState === undefined) return undefined;
      if (oauthState.isUsed) return { oauthState, validity: 'used' };
      if (oauthState.until <= now) return { oauthState, validity: 'expired' };
      await this.#records.set(key, { ...oauthState, isUsed: true });
      return { oauthState, validity: 'valid' };
    });
  }

  /** Forgets the links that have expired. */
  async forgetOld(now: number): Promise<void> {
    const expired = [...this.#expiresAt].filter(([, until]) => until <= now).map(([key]) => key);
    await this.#records.deleteMany(expired);
    for (const key of expired) this.#expiresAt.delete(key);
  }
}

/** What a link is stored under: nobody can use one with a copy of the store. */
export function oauthStateKey(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
