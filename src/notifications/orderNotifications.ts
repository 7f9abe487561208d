import { kindOf } from './kinds/table.ts';
import { isNew, type Notification } from './notification.ts';

/**
 * The order in which a channel's notifications are sent: new messages before edits, since an edit notifies nobody and
 * there may be many; then the oldest first. The result does not depend on the order of the input. Pure.
 */
export function orderNotifications(notifications: readonly Notification[]): Notification[] {
  return [...notifications].sort(
    (a, b) => Number(isNew(b)) - Number(isNew(a)) || a.at - b.at || compareKeys(sortKey(a), sortKey(b)),
  );
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sortKey({ id, content }: Notification): string {
  const { rank, tieBreak } = kindOf(content);
  return `${rank} ${tieBreak(content)} ${id}`;
}
