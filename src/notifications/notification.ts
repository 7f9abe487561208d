import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { mentionSchema } from '../messages/channelChoices.ts';
import { contentSchema } from '../messages/content.ts';

/**
 * What a message in a channel is to say, and whether the message says so. A notification is stored before it is sent;
 * once the platform has taken it, `messageId` and `synced` are stored. It is forgotten once it is synced and final.
 */
export const notificationSchema = z.object({
  version: z.literal(2),
  id: z.string(),
  channel: channelRefSchema,
  content: contentSchema,
  /** When it was decided, ms since the epoch; the oldest is sent first. */
  at: z.number(),
  /** The platform's id of the message; left out until the message is posted. */
  messageId: z.string().optional(),
  /** Whether the posted message shows `content`. */
  synced: z.boolean(),
  /** Whether nothing will change `content` any more. */
  final: z.boolean(),
  /** Whether the platform refused what people wrote, so that the message is shown without it. */
  isPlain: z.boolean().optional(),
  /** Part of the nonce of its message: another one for each notification, also under an id that was used before. */
  nonce: z.string().optional(),
  /** Whom the message called when it was posted. */
  mentions: z.array(mentionSchema).optional(),
  /** When it was posted, ms since the epoch; earlier versions did not store it. */
  postedAt: z.number().optional(),
  /** Whether it was brought up once more, since nobody acknowledged it. */
  isReminded: z.boolean().optional(),
  /** The message of a group that shows it, and when that message was posted. */
  group: z.object({ id: z.string(), since: z.number() }).optional(),
});

export type Notification = z.infer<typeof notificationSchema>;

/** Whether it needs a message of its own, which notifies people, and not an edit, which notifies nobody. */
export function isNew({ messageId }: Pick<Notification, 'messageId'>): boolean {
  return messageId === undefined;
}
