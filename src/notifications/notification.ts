import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import { contentSchema } from '../messages/content.ts';

/**
 * A message of ours in a channel: what it is to say, and whether it stands there so. Stored before it is
 * sent; `messageId` and `current` are stored after the platform took it; forgotten once it is current and
 * nothing can change it any more.
 */
export const notificationSchema = z.object({
  version: z.literal(2),
  id: z.string(),
  channel: channelRefSchema,
  content: contentSchema,
  at: z.number(),
  messageId: z.string().optional(),
  synced: z.boolean(),
  final: z.boolean(),
  /** The message of alike alerts in which it stands, and since when that stands there. */
  group: z.object({ id: z.string(), since: z.number() }).optional(),
});

export type Notification = z.infer<typeof notificationSchema>;

/** A message of many alerts takes in more for so long; then a new message notifies people again. */
export const GROUP_OPEN_FOR = 10 * MINUTE;

/** A message of alerts that stands in a channel, and can take in what happens alike soon after. */
export interface StandingGroup {
  /** Names it on its buttons: short. */
  readonly id: string;
  /** What is alike: see `groupKey`. */
  readonly key: string;
  readonly messageId: string;
  /** When it was posted, ms since the epoch. */
  readonly since: number;
  /** Its postings, in the order in which it tells of them. */
  readonly ids: ReadonlySet<string>;
}

/**
 * What people would rather read as one message: what happened to containers in the same channel, of the same
 * kind. `undefined` for what stands by itself.
 */
export function groupKey({ content }: Pick<Notification, 'content'>): string | undefined {
  return content.kind === 'container' ? content.event.kind : undefined;
}
