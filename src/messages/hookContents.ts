import { z } from 'zod';
import { eventFaultSchema } from './eventFault.ts';

/** What notifications about the hooks of a channel say. Times are ms since the epoch. */
export const hookContents = [
  /** Somebody made a hook of the channel, by which programs register containers; `hook` is its name. */
  z.object({
    kind: z.literal('hook-made'),
    hook: z.string(),
    account: z.string(),
    by: z.string(),
    /** The host to which events are posted, where they are. */
    eventsTo: z.string().optional(),
  }),
  /** Somebody revoked a hook of the channel. */
  z.object({ kind: z.literal('hook-revoked'), hook: z.string(), account: z.string(), by: z.string() }),
  /** A program called a hook of the channel, and the call can't be read. */
  z.object({
    kind: z.literal('hook-unreadable'),
    hook: z.string(),
    account: z.string(),
    /** The field at fault, as the program spells it. */
    field: z.string(),
    /** What to send instead, in our own words. */
    message: z.string(),
    at: z.number(),
  }),
  /** A program gets no more events of a hook of the channel. */
  z.object({
    kind: z.literal('hook-events-ended'),
    /** The name of the hook. */
    hook: z.string(),
    account: z.string(),
    /** Where the events went, with the port. */
    host: z.string(),
    /** Why it took none at last, and since when. */
    fault: eventFaultSchema,
    since: z.number(),
    at: z.number(),
  }),
  /** A program does not get all events of a hook of the channel. */
  z.object({
    kind: z.literal('hook-events-lost'),
    hook: z.string(),
    account: z.string(),
    host: z.string(),
    /** Why it did not take one event for a day, while it took others; without it, too many events wait. */
    fault: eventFaultSchema.optional(),
    at: z.number(),
  }),
] as const;
