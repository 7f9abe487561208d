import { z } from 'zod';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { containerStateSchema } from './watch.ts';

/** What the subscribers of a watch are alerted to. */
export const containerEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed'), errorMessage: z.string().optional() }),
  /** `unverified` where it could not be checked at its end, and may have been published meanwhile. */
  z.object({ kind: z.literal('expired'), unverified: z.boolean().optional() }),
  /** Ready but not published, and about to expire; `unverified` where it can't be checked. */
  z.object({ kind: z.literal('expiring'), unverified: z.boolean().optional() }),
  /** Ready for a while, and not published. */
  z.object({ kind: z.literal('unpublished') }),
  /** In a status that Threads does not document, with a reason beside it. */
  z.object({ kind: z.literal('undocumented'), status: z.string(), errorMessage: z.string() }),
  /** Still processing after the early checks. */
  z.object({ kind: z.literal('delayed'), nextCheckAt: z.number() }),
  /** Without a final status at the last check. */
  z.object({ kind: z.literal('unfinished'), status: z.string(), errorMessage: z.string().optional() }),
  /** Not found in several checks in a row. */
  z.object({ kind: z.literal('not-found'), error: errorDetailsSchema, lastStatus: z.string().optional() }),
  /** Threads keeps answering with an error for this container; without a next check, the watch has ended. */
  z.object({
    kind: z.literal('check-failing'),
    error: errorDetailsSchema,
    /** Whether another container of the account was answered meanwhile. */
    isAlone: z.boolean().optional(),
    nextCheckAt: z.number().optional(),
  }),
  /** Threads answered its publisher with an error, as the publisher reported; `seen`: what its own status said then. */
  z.object({
    kind: z.literal('publish-error'),
    error: errorDetailsSchema,
    seen: containerStateSchema.optional(),
  }),
  /** Threads refuses to answer for this id. */
  z.object({ kind: z.literal('refused'), error: errorDetailsSchema }),
]);

export type ContainerEvent = z.infer<typeof containerEventSchema>;
export type ContainerEventKind = ContainerEvent['kind'];
