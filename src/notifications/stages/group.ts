import { SECOND } from '../../duration.ts';
import { GROUP_OPEN_FOR, groupKey, type Notification, type StandingGroup } from '../notification.ts';

/** What comes so soon after a message joins it: whoever was notified is still reading. */
const GROUP_WINDOW = 10 * SECOND;

/** A message that tells of more than this is a storm: who was notified of it need not be for each that follows. */
const STORM = 10;

/** What goes to the platform in one call: one posting, or what happened alike to several containers. */
export interface Delivery {
  readonly notifications: readonly [Notification, ...Notification[]];
  /** The message that takes them in by an edit, where one stands. */
  readonly joins?: StandingGroup;
}

/**
 * Puts together what one channel would rather read as one message. Order is kept. Pure.
 *
 * @param standing the messages of the channel that may still take something in
 */
export function groupNotifications(
  notifications: readonly Notification[],
  standing: readonly StandingGroup[],
  now: number,
): Delivery[] {
  const groups = Map.groupBy(
    notifications,
    (notification) => groupKey(notification) ?? `alone ${notification.id}`,
  );
  return [...groups].flatMap(([key, [first, ...rest]]) => {
    if (first === undefined) return [];
    const joins = standing.findLast((group) => group.key === key && takesIn(group, now));
    return [{ notifications: [first, ...rest], ...(joins && { joins }) }];
  });
}

function takesIn({ ids, since }: StandingGroup, now: number): boolean {
  return now - since < (ids.size > STORM ? GROUP_OPEN_FOR : GROUP_WINDOW);
}
