import { z } from 'zod';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { publishedPostSchema } from '../watches/watch.ts';

/** What became of a container that somebody published from chat. Times are ms since the epoch. */
export const publicationOutcomeSchema = z.discriminatedUnion('kind', [
  /** It is out. `isSeen` where only its status told that. */
  z.object({
    kind: z.literal('published'),
    at: z.number(),
    post: publishedPostSchema.optional(),
    isSeen: z.boolean().optional(),
  }),
  /** It was out before anything was done. */
  z.object({ kind: z.literal('published-before'), at: z.number() }),
  /** The call brought no answer, or one that proves nothing: it is not out so far. */
  z.object({
    kind: z.literal('unsettled'),
    at: z.number(),
    error: errorDetailsSchema.optional(),
    /** Its status after the call; left out where it could not be checked. */
    status: z.string().optional(),
    /** When it can be published again at the earliest. */
    againAt: z.number(),
  }),
  /** It is not out, and can be published again. */
  z.object({ kind: z.literal('unpublished'), at: z.number(), error: errorDetailsSchema.optional() }),
  /** It can't be published any more, or not yet: no call was made after this status. */
  z.object({
    kind: z.literal('wrong-status'),
    at: z.number(),
    status: z.string(),
    errorMessage: z.string().optional(),
  }),
  /** The account has no posts left: no call was made. */
  z.object({
    kind: z.literal('quota-used-up'),
    at: z.number(),
    used: z.number(),
    total: z.number(),
    windowSeconds: z.number().optional(),
  }),
  /** It can't be checked, so no call was made. */
  z.object({ kind: z.literal('unchecked'), at: z.number(), error: errorDetailsSchema }),
  /** Its watch ended while it was waited for. */
  z.object({ kind: z.literal('called-off'), at: z.number() }),
  /** No check found it ready before it expired: it could not be checked. */
  z.object({ kind: z.literal('too-late'), at: z.number() }),
  /** A call was made, and no status has told since what became of it. */
  z.object({ kind: z.literal('unknown'), at: z.number(), error: errorDetailsSchema.optional() }),
]);

export type PublicationOutcome = z.infer<typeof publicationOutcomeSchema>;
