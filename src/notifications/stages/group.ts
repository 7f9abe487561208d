import { isNew, type Notification } from '../notification.ts';
import { groupKey, isOpen, type PostedGroup } from '../postedGroup.ts';

/** What one call to the platform sends: one notification, or several with the same group key. */
export interface Delivery {
  readonly notifications: readonly [Notification, ...Notification[]];
  /** The posted group that they join, or whose members they are; left out where they have a message of their own. */
  readonly joins?: PostedGroup;
}

/**
 * Third stage. Puts notifications with the same group key into one message, in the order in which they came. Pure.
 *
 * @param posted the channel's posted groups, the oldest first
 * @param isAlone whether a notification that is not posted yet must have a message of its own
 */
export function groupNotifications(
  notifications: readonly Notification[],
  posted: readonly PostedGroup[],
  now: number,
  isAlone: (notification: Notification) => boolean = () => false,
): Delivery[] {
  const byMessage = Map.groupBy(notifications, (each) =>
    isNew(each) && isAlone(each) ? `alone ${each.id}` : messageKey(each),
  );
  return [...byMessage].flatMap(([key, [first, ...rest]]) => {
    if (first === undefined) return [];
    const joins = isNew(first)
      ? posted.findLast((group) => group.key === key && isOpen(group, now))
      : posted.find(({ id }) => id === first.group?.id);
    return [{ notifications: [first, ...rest], ...(joins && { joins }) }];
  });
}

/** The same for notifications that one message shows: the group of what is posted already, else the group key. */
function messageKey(notification: Notification): string {
  const { id, group } = notification;
  if (!isNew(notification)) return `posted ${group?.id ?? id}`;
  return groupKey(notification) ?? `alone ${id}`;
}
