import type { Content } from '../messages/content.ts';
import type { Notification } from './notification.ts';

/**
 * Of what came at the same moment, the live messages come first, then what is said of an account or the channel
 * as a whole.
 */
const RANKS: Record<Content['kind'], number> = {
  live: 0,
  'account-outage': 1,
  'account-recovered': 1,
  'quota-alerts': 1,
  'channel-snoozed': 1,
  'token-ending': 1,
  quota: 2,
  'quota-recovered': 2,
  container: 2,
};

/**
 * In which order a channel is told, the oldest first. New messages come before edits: those notify nobody, and may
 * be many. The order is ever the same.
 */
export function orderNotifications(notifications: readonly Notification[]): Notification[] {
  return [...notifications].sort(
    (a, b) => Number(isEdit(a)) - Number(isEdit(b)) || a.at - b.at || compare(a, b),
  );
}

function isEdit({ messageId }: Notification): boolean {
  return messageId !== undefined;
}

function compare(a: Notification, b: Notification): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : Number(first > second);
}

function sortKey({ id, content }: Notification): string {
  const about = content.kind === 'live' ? (content.items[0]?.container ?? '') : '';
  return `${RANKS[content.kind]} ${about} ${id}`;
}
