import { channelKey } from '../../channelRef.ts';
import { watchKey } from '../../watches/watch.ts';
import type { Notification } from '../notification.ts';

/** What a later alert on the same container makes untrue: it would send people after what is over. */
const SUPERSEDED = new Set(['delayed', 'expiring']);

/**
 * Which of the messages that wait need not be told any more, since one that waits with them says how it ended.
 * That happens where a channel could not be reached for hours. Pure.
 *
 * @returns the ids of those that are overtaken
 */
export function findSuperseded(outdated: readonly Notification[]): ReadonlySet<string> {
  const alerts = outdated.filter(({ messageId }) => messageId === undefined);
  const latest = new Map<string, Notification>();
  for (const notification of alerts) {
    const key = subjectOf(notification);
    const before = key === undefined ? undefined : latest.get(key);
    if (key !== undefined && (before === undefined || before.at <= notification.at))
      latest.set(key, notification);
  }
  return new Set(
    alerts
      .filter((notification) => {
        const { content } = notification;
        if (content.kind !== 'container' || !SUPERSEDED.has(content.event.kind)) return false;
        return latest.get(subjectOf(notification) ?? '') !== notification;
      })
      .map(({ id }) => id),
  );
}

function subjectOf({ channel, content }: Notification): string | undefined {
  if (content.kind !== 'container') return undefined;
  return `${channelKey(channel)} ${watchKey(content.account, content.container)}`;
}
