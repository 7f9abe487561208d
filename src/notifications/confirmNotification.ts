import type { Mention } from '../messages/channelChoices.ts';
import type { Notification } from './notification.ts';
import { groupKey } from './postedGroup.ts';

/** The platform took a message: its id there, and the group that the message shows. */
export interface DeliveryReceipt {
  readonly messageId: string;
  readonly group: { readonly id: string; readonly since: number };
  /** Whether it was taken only without what people wrote. */
  readonly isPlain?: boolean;
  /** Of a new message: whom it called, and when it was posted, ms since the epoch. */
  readonly posted?: { readonly mentions: readonly Mention[]; readonly at: number };
}

/** The notification as it is once the platform has taken it. One that was revised since it was sent stays pending. */
export function confirmNotification(
  notification: Notification,
  sent: Notification | undefined,
  { messageId, group, isPlain, posted }: DeliveryReceipt,
): Notification {
  return {
    ...notification,
    messageId,
    synced: JSON.stringify(notification.content) === JSON.stringify(sent?.content),
    ...(groupKey(notification) !== undefined && { group }),
    ...(isPlain && { isPlain }),
    ...(posted && { mentions: [...posted.mentions], postedAt: posted.at }),
  };
}
