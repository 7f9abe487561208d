import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { sealedSchema } from './cipher.ts';

/** What ends: the token itself, which refreshing puts off, or the person's permission, which only a person renews. */
export const TOKEN_ENDS = ['token', 'grant'] as const;

/** A channel that was told that an end nears, and how many days before. */
const notifiedEndSchema = z.object({
  channel: channelRefSchema,
  end: z.enum(TOKEN_ENDS),
  endsAt: z.number(),
  days: z.number(),
});

export type NotifiedEnd = z.infer<typeof notifiedEndSchema>;

const originSchema = z.discriminatedUnion('kind', [
  /** Of the environment; a token that changed there since wins over the one in the store. */
  z.object({ kind: z.literal('configured'), hash: z.string() }),
  /** Connected from chat, in these workspaces. */
  z.object({
    kind: z.literal('connected'),
    workspaces: z.array(z.string()),
    userId: z.string(),
    username: z.string(),
  }),
]);

/** What we keep of an account's token. Times are ms since the epoch. */
export const tokenRecordSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  origin: originSchema,
  /** The token in use; left out where TOKEN_KEY is not set, since nothing secret is stored in the clear. */
  secret: sealedSchema.optional(),
  /** Whose token it is, once that is known. */
  userId: z.string().optional(),
  /** When Threads issued it, or, where that is not known, when we first had it. */
  obtainedAt: z.number(),
  expiresAt: z.number().optional(),
  grantEndsAt: z.number().optional(),
  /** The latest try to refresh it, and what went wrong with it. */
  lastRefresh: z.object({ at: z.number(), failed: errorDetailsSchema.optional() }).optional(),
  notified: z.array(notifiedEndSchema),
});

export type TokenRecord = z.infer<typeof tokenRecordSchema>;
