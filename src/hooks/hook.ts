import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { eventTargetSchema } from '../events/eventReceiver.ts';

/** A hook: one channel, one account, and the hash of the key that its address ends with. Times are ms since the epoch. */
export const hookSchema = z.object({
  version: z.literal(2),
  id: z.string(),
  name: z.string(),
  /** Of the key, in base64url. */
  hash: z.string(),
  channel: channelRefSchema,
  /** What people call the channel, where the platform said so. */
  channelName: z.string().optional(),
  account: z.string(),
  /** Who made it. */
  by: z.string(),
  createdAt: z.number(),
  /** When it was called last, to the minute. */
  usedAt: z.number().optional(),
  /** Whether a container was ever reported as published: then nobody has to look for that. */
  reportsPublished: z.boolean().optional(),
  /** When the channel was last told of a call that can't be read. */
  unreadableAt: z.number().optional(),
  /** The program to which the events of the channel and the account are posted, where one is. */
  events: eventTargetSchema.optional(),
  /** Who revoked it, and when: it is deleted once its channel has been told. */
  revoked: z.object({ by: z.string(), at: z.number() }).optional(),
});

export type Hook = z.infer<typeof hookSchema>;

/** How many hooks a channel can have for one account: two, so that a key can be replaced without a gap. */
export const MOST_HOOKS = 2;
