import { z } from 'zod';
import { errorDetailsSchema } from '../threads/errorDetails.ts';

/** What the channels that watch a container are alerted to. */
export const containerEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed'), errorMessage: z.string().optional() }),
  z.object({ kind: z.literal('expired') }),
  /** Ready, not published, and soon to expire. */
  z.object({ kind: z.literal('expiring') }),
  /** Still processing when the early checks are over. */
  z.object({ kind: z.literal('delayed'), nextCheckAt: z.number() }),
  /** Open at the last check. */
  z.object({ kind: z.literal('unfinished'), status: z.string() }),
  /** Not to be seen, check after check. */
  z.object({ kind: z.literal('not-found'), error: errorDetailsSchema, lastStatus: z.string().optional() }),
  /** Threads refuses to answer for this id. */
  z.object({ kind: z.literal('refused'), error: errorDetailsSchema }),
]);

export type ContainerEvent = z.infer<typeof containerEventSchema>;
export type ContainerEventKind = ContainerEvent['kind'];
