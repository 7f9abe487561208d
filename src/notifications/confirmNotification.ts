import type { Mention } from '../messages/channelChoices.ts';
import type { Notification } from './notification.ts';
import { groupKey } from './postedGroup.ts';

/** The platform took a message: its id there, and the group that the message shows. */
export interface DeliveryReceipt {
  readonly messageId: string;
  readonly group: { readonly id: string; readonly since: number };
  /** Whether it was taken only without what people wrote. */
  readonly isPlain?: boolean;
  /** Whether the message shows earlier words: those of a try that was taken, and whose answer was lost. */
  readonly isOutdated?: boolean;
  /** Of a new message: whom it called, and when it was posted, ms since the epoch. */
  readonly posted?: { readonly mentions: readonly Mention[]; readonly at: number };
}

/**
 * The notification as it is once the platform has taken it. It stays pending where it was revised since it was sent, or
 * its message shows earlier words: an edit follows.
 */
export function confirmNotification(
  notification: Notification,
  sent: Notification | undefined,
  { messageId, group, isPlain, isOutdated, posted }: DeliveryReceipt,
): Notification {
  return {
    ...notification,
    messageId,
    synced: !isOutdated && JSON.stringify(notification.content) === JSON.stringify(sent?.content),
    ...(groupKey(notification) !== undefined && { group }),
    ...(isPlain && { isPlain }),
    ...(posted && { mentions: [...posted.mentions], postedAt: posted.at }),
  };
}
