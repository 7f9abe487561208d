import { z } from 'zod';
import { errorDetailsSchema } from '../threads/errorDetails.ts';

/** What the subscribers of a watch are alerted to. */
export const containerEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed'), errorMessage: z.string().optional() }),
  z.object({ kind: z.literal('expired') }),
  /** Ready but not published, and about to expire. */
  z.object({ kind: z.literal('expiring') }),
  /** Still processing after the early checks. */
  z.object({ kind: z.literal('delayed'), nextCheckAt: z.number() }),
  /** Without a final status at the last check. */
  z.object({ kind: z.literal('unfinished'), status: z.string() }),
  /** Not found in several checks in a row. */
  z.object({ kind: z.literal('not-found'), error: errorDetailsSchema, lastStatus: z.string().optional() }),
  /** Threads refuses to answer for this id. */
  z.object({ kind: z.literal('refused'), error: errorDetailsSchema }),
]);

export type ContainerEvent = z.infer<typeof containerEventSchema>;
export type ContainerEventKind = ContainerEvent['kind'];
