import { isNew, type Notification } from '../notification.ts';
import { groupKey, isOpen, type PostedGroup } from '../postedGroup.ts';

/**
 * Whether a notification can share a message: with others that are `new`, with others that failed before, or with none.
 * What was not tried yet must not fail because of what it is put together with.
 */
export type Isolation = 'new' | 'retried' | 'alone';

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
 * @param isolationOf what is known of failed tries of a notification that is not posted yet
 */
export function groupNotifications(
  notifications: readonly Notification[],
  posted: readonly PostedGroup[],
  now: number,
  isolationOf: (notification: Notification) => Isolation = () => 'new',
): Delivery[] {
  const byMessage = Map.groupBy(notifications, (each) => messageKey(each, isolationOf));
  return [...byMessage.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const joins = isNew(first)
      ? findToJoin(first, posted, now, isolationOf(first))
      : posted.find(({ id }) => id === first.group?.id);
    return [{ notifications: [first, ...rest], ...(joins && { joins }) }];
  });
}

/** The same for notifications that one message shows: the group of what is posted already, else the group key. */
function messageKey(
  notification: Notification,
  isolationOf: (notification: Notification) => Isolation,
): string {
  const { id, group } = notification;
  if (!isNew(notification)) return `posted ${group?.id ?? id}`;
  const isolation = isolationOf(notification);
  const key = isolation === 'alone' ? undefined : groupKey(notification);
  return key === undefined ? `alone ${id}` : `${isolation} ${key}`;
}

/** The latest posted group that an alert can join. */
function findToJoin(
  notification: Notification,
  posted: readonly PostedGroup[],
  now: number,
  isolation: Isolation,
): PostedGroup | undefined {
  const key = groupKey(notification);
  if (isolation === 'alone' || key === undefined) return undefined;
  return posted.findLast((group) => group.key === key && isOpen(group, now));
}
