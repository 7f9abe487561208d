import { z } from 'zod';
import { QUOTA_PAIRS } from './quotas.ts';

/** What is known of the quotas that an account's token may read. Times are ms since the epoch. */
export const quotaScopesSchema = z.object({
  /** A hash: a re-connected account has a new token, and what the old one could read says nothing of it. */
  tokenHash: z.string(),
  /** Whether a pair has ever answered to this token: it does not lose its scopes. */
  hasAnswered: z.boolean(),
  /** The pairs that answer, where it is not all of them; it may be none. */
  pairs: z.array(z.enum(QUOTA_PAIRS)).optional(),
  learnedAt: z.number(),
  /** In ms, from when the pairs were learned. */
  holdsFor: z.number(),
});

export type QuotaScopes = z.infer<typeof quotaScopesSchema>;
