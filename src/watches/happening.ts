import { z } from 'zod';
import { troubleSchema } from './watch.ts';

/** What the channels that watch a container are alerted to. */
export const happeningSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed'), errorMessage: z.string().optional() }),
  z.object({ kind: z.literal('expired') }),
  /** Ready, not published, and soon to expire. */
  z.object({ kind: z.literal('expiring') }),
  /** Still processing when the early looks are over. */
  z.object({ kind: z.literal('parked'), nextLookAt: z.number() }),
  /** Open at the last look. */
  z.object({ kind: z.literal('unfinished'), status: z.string() }),
  /** Not to be seen, look after look. */
  z.object({ kind: z.literal('unseen'), trouble: troubleSchema, lastStatus: z.string().optional() }),
  /** Threads refuses to answer for this id. */
  z.object({ kind: z.literal('refused'), trouble: troubleSchema }),
]);

export type Happening = z.infer<typeof happeningSchema>;
export type HappeningKind = Happening['kind'];
