import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { encryptedTokenSchema } from './cipher.ts';

/** What can expire: the token, which a refresh extends, or the person's permission, which only the person can renew. */
export const TOKEN_ENDS = ['token', 'grant'] as const;

/** A channel that was warned of an expiry, and how many days before. */
const notifiedEndSchema = z.object({
  channel: channelRefSchema,
  end: z.enum(TOKEN_ENDS),
  /** Left out where the channel was told that a refresh fails and the end is not known. */
  endsAt: z.number().optional(),
  days: z.number(),
  /** When the token was obtained. Earlier versions did not store it. */
  obtainedAt: z.number().optional(),
});

export type NotifiedEnd = z.infer<typeof notifiedEndSchema>;

/** Who connected an account, and the channel that is to be told; `id` makes its notification the same one each time. */
const unannouncedSchema = z.object({
  id: z.string(),
  channel: channelRefSchema,
  by: z.string(),
  username: z.string(),
  isRenewal: z.boolean(),
});

export type Unannounced = z.infer<typeof unannouncedSchema>;

const originSchema = z.discriminatedUnion('kind', [
  /**
   * From the environment. `hash` shows whether that token has changed; a changed one replaces the stored one. The hashes of those
   * that it replaced, the last one first, show whether a process has an older one. Earlier versions did not store them.
   */
  z.object({ kind: z.literal('configured'), hash: z.string(), replaced: z.array(z.string()).optional() }),
  /** Connected from chat, in these workspaces. */
  z.object({
    kind: z.literal('connected'),
    workspaces: z.array(z.string()),
    userId: z.string(),
    username: z.string(),
  }),
]);

/** The stored record of an account's token. Times are ms since the epoch. */
export const tokenRecordSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  origin: originSchema,
  /** The token in use. Left out if TOKEN_KEY is not set, because no secret is stored unencrypted. */
  secret: encryptedTokenSchema.optional(),
  /** The Threads user, once known. */
  userId: z.string().optional(),
  /** When Threads issued it or, if that is not known, when we first had it. */
  obtainedAt: z.number(),
  expiresAt: z.number().optional(),
  grantEndsAt: z.number().optional(),
  /** When Threads gave us this token, and by what; left out for a token from the configuration. */
  issued: z.object({ at: z.number(), by: z.enum(['refresh', 'connect']) }).optional(),
  /** The latest attempt to refresh it; if that failed, why, and since when every attempt has failed. */
  lastRefresh: z
    .object({ at: z.number(), failed: errorDetailsSchema.optional(), failingSince: z.number().optional() })
    .optional(),
  notified: z.array(notifiedEndSchema),
  /** That a person connected it, where their channel has not been told yet. */
  unannounced: unannouncedSchema.optional(),
});

export type TokenRecord = z.infer<typeof tokenRecordSchema>;
