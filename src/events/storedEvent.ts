import { z } from 'zod';
import { eventBodySchema } from './eventBody.ts';

/** An event that is to be sent to a program. */
export const storedEventSchema = z.object({
  version: z.literal(2),
  /** The hook whose program gets it. */
  receiver: z.string(),
  /** When it was stored, ms since the epoch. */
  at: z.number(),
  /** Ascends in the order in which the events of all hooks were stored. */
  order: z.number(),
  body: eventBodySchema,
});

export type StoredEvent = z.infer<typeof storedEventSchema>;
