import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type ChannelRef, channelRefSchema } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** How long a link to the consent page is good for. */
const OAUTH_STATE_LIFE = 10 * MINUTE;

/** Who asked for a link, from where, and for which account: what comes of it concerns that workspace alone. */
export const oauthStateSchema = z.object({
  version: z.literal(2),
  workspace: z.string(),
  /** Where the person is led back to; earlier versions did not note it. */
  channel: channelRefSchema.optional(),
  person: z.string(),
  /** The account that is connected anew; left out for a new one. */
  account: z.string().optional(),
  until: z.number(),
});

export type OAuthState = z.infer<typeof oauthStateSchema>;

/** What a person asks a link for. */
export interface Asked {
  readonly channel: ChannelRef;
  readonly person: string;
  /** The account to connect anew. */
  readonly account: string | undefined;
}

/**
 * The links that are under way. Each is known by a random `state` of which the store holds no more than a hash, so
 * that a copy of the store opens no door.
 */
export class OAuthStates {
  readonly #records: Collection<OAuthState>;
  readonly #lock = new KeyedLock();
  readonly #untils = new Map<string, number>();

  constructor(records: Collection<OAuthState>) {
    this.#records = records;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, { until }] of this.#records.entries(onCorrupt)) this.#untils.set(key, until);
  }

  /** @returns the `state` that the link carries, and until when it is good */
  async begin({ channel, person, account }: Asked, now: number): Promise<{ state: string; until: number }> {
    await this.#forgetEnded(now);
    const state = randomBytes(32).toString('base64url');
    const until = now + OAUTH_STATE_LIFE;
    const { workspace } = channel;
    await this.#records.set(keyOf(state), { version: 2, workspace, channel, person, account, until });
    this.#untils.set(keyOf(state), until);
    return { state, until };
  }

  /** What a `state` stands for; good for once. `undefined` for one that was used, has ended, or was never ours. */
  take(state: string, now: number): Promise<OAuthState | undefined> {
    const key = keyOf(state);
    return this.#lock.run(key, async () => {
      const oauthState = await this.#records.get(key);
      if (oauthState === undefined) return undefined;
      await this.#records.delete(key);
      this.#untils.delete(key);
      return oauthState.until > now ? oauthState : undefined;
    });
  }

  /** Forgets what has led nowhere. */
  async #forgetEnded(now: number): Promise<void> {
    const ended = [...this.#untils].filter(([, until]) => until <= now).map(([key]) => key);
    await this.#records.deleteMany(ended);
    for (const key of ended) this.#untils.delete(key);
  }
}

function keyOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
