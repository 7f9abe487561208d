import type { Mention } from '../../messages/channelChoices.ts';
import { mentionKey } from '../mentions.ts';
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

/** What grouping has to know of notifications. */
export interface GroupFacts {
  /** What is known of failed tries of a notification that is not posted yet. */
  readonly isolationOf: (notification: Notification) => Isolation;
  /** Whom it calls when it is posted. */
  readonly mentionsOf: (notification: Notification) => readonly Mention[];
}

const NOTHING_KNOWN: GroupFacts = { isolationOf: () => 'new', mentionsOf: () => [] };

/**
 * Fourth stage. Puts notifications with the same group key into one message, in the order in which they came. Pure.
 * An edit calls nobody, so what calls somebody whom the posted message has not called is a new message.
 *
 * @param posted the channel's posted groups, the oldest first
 */
export function groupNotifications(
  notifications: readonly Notification[],
  posted: readonly PostedGroup[],
  now: number,
  facts: GroupFacts = NOTHING_KNOWN,
): Delivery[] {
  const { isolationOf, mentionsOf } = facts;
  const byMessage = Map.groupBy(notifications, (each) => messageKey(each, isolationOf));
  return [...byMessage.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const joins = isNew(first)
      ? findToJoin(first, posted, now, {
          isolation: isolationOf(first),
          mentions: [first, ...rest].flatMap(mentionsOf),
        })
      : posted.find(({ id }) => id === first.group?.id);
    return [{ notifications: [first, ...rest], ...(joins && { joins }) }];
  });
}

/** The same for notifications that one message shows: the group of what is posted already, else the group key. */
function messageKey(notification: Notification, isolationOf: GroupFacts['isolationOf']): string {
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
  { isolation, mentions }: { readonly isolation: Isolation; readonly mentions: readonly Mention[] },
): PostedGroup | undefined {
  const key = groupKey(notification);
  if (isolation === 'alone' || key === undefined) return undefined;
  const calls = mentions.map(mentionKey);
  return posted.findLast(
    (group) => group.key === key && isOpen(group, now) && calls.every((each) => group.called.has(each)),
  );
}
