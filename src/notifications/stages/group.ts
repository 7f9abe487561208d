import type { Notification } from '../notification.ts';
import { groupKey, isOpen, type PostedGroup } from '../postedGroup.ts';

/** What one call to the platform sends: one notification, or several with the same group key. */
export interface Delivery {
  readonly notifications: readonly [Notification, ...Notification[]];
  /** The posted message that they join by an edit; left out where they make a message of their own. */
  readonly joins?: PostedGroup;
}

/**
 * Third stage. Puts notifications with the same group key into one message, in the order in which they came. Pure.
 *
 * @param posted the channel's posted groups, the oldest first
 */
export function groupNotifications(
  notifications: readonly Notification[],
  posted: readonly PostedGroup[],
  now: number,
): Delivery[] {
  const byKey = Map.groupBy(
    notifications,
    (notification) => groupKey(notification) ?? `alone ${notification.id}`,
  );
  return [...byKey].flatMap(([key, [first, ...rest]]) => {
    if (first === undefined) return [];
    const joins = posted.findLast((group) => group.key === key && isOpen(group, now));
    return [{ notifications: [first, ...rest], ...(joins && { joins }) }];
  });
}
