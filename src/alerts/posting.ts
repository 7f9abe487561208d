import { z } from 'zod';
import { contentSchema } from '../messages/content.ts';
import { placeSchema } from '../place.ts';

/**
 * A message of ours in a channel: what it is to say, and whether it stands there so. Stored before it is
 * sent; `messageId` and `current` are stored after the platform took it; forgotten once it is current and
 * nothing can change it any more.
 */
export const postingSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  place: placeSchema,
  content: contentSchema,
  at: z.number(),
  messageId: z.string().optional(),
  current: z.boolean(),
  final: z.boolean(),
});

export type Posting = z.infer<typeof postingSchema>;
