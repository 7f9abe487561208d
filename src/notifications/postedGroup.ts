import { DAY, MINUTE, SECOND } from '../duration.ts';
import { kindOf } from './kinds/table.ts';
import type { Notification } from './notification.ts';

/** What comes so soon after a message joins it by an edit: the people who were notified are still reading. */
const GROUP_WINDOW = 10 * SECOND;

/** A message about more containers than this is a storm: nobody needs a new message for each that follows. */
const STORM_SIZE = 10;

/** What follows a storm joins its message for so long; then a new message notifies people again. */
const STORM_WINDOW = 10 * MINUTE;

/** *Show all* works for so long on a message about several containers, and *Acknowledge* on one about bad news. */
const PRESSED_FOR = DAY;

/** A posted message that shows one or more notifications with the same group key. */
export interface PostedGroup {
  /** Names the message on its buttons; at most 25 characters. */
  readonly id: string;
  /** See `groupKey`. */
  readonly key: string;
  readonly messageId: string;
  /** When it was posted, ms since the epoch. */
  readonly since: number;
  /** The ids of its notifications, in the order in which the message shows them. */
  readonly ids: ReadonlySet<string>;
  /** The ids of those that may still change, or whose last change the message does not show yet. */
  readonly openIds: ReadonlySet<string>;
  /** Whom its message called, by `mentionKey`. */
  readonly called: ReadonlySet<string>;
  /** Whether people can acknowledge what it tells. */
  readonly isAcknowledgeable: boolean;
}

/** Notifications of a channel with the same key share a message; `undefined` for one that has its own. */
export function groupKey({ content }: Pick<Notification, 'content'>): string | undefined {
  const key = kindOf(content).groupKey(content);
  return key === undefined ? undefined : `${content.kind}/${key}`;
}

/** Whether notifications with the group's key still join its message. */
export function isOpen({ ids, since }: PostedGroup, now: number): boolean {
  return now - since < (ids.size > STORM_SIZE ? STORM_WINDOW : GROUP_WINDOW);
}

/** When the group need not be kept any more: nothing joins or changes its message, and nobody can press its buttons. */
export function groupExpiresAt({ ids, openIds, since, isAcknowledgeable }: PostedGroup): number {
  if (openIds.size > 0) return Number.POSITIVE_INFINITY;
  return since + (ids.size > 1 || isAcknowledgeable ? PRESSED_FOR : STORM_WINDOW);
}
