import { channelKey } from '../channelRef.ts';
import type { SnoozeEnd } from '../messages/content.ts';
import type { Notification } from './notification.ts';
import type { Outbox } from './outbox.ts';
import type { Snooze } from './snoozeStore.ts';

/** The notifications that show a snooze. */
export function shownOn({ shownOn: ids, account, channel }: Snooze): readonly string[] {
  if (ids !== undefined) return ids;
  // Earlier versions had one such message for a channel.
  return account === undefined ? [`channel-snoozed/${channelKey(channel)}`] : [];
}

/** Shows where a snooze was shown that it has ended, and by whom; nothing changes where that is shown already. */
export async function showSnoozeEnd(outbox: Outbox, snooze: Snooze): Promise<void> {
  const { until: at, resumedBy: by, container } = snooze;
  const ended: SnoozeEnd = by === undefined ? { at } : { at, by };
  for (const id of shownOn(snooze))
    await outbox.revise(id, (notification) => addEnd(notification, ended, container));
}

function addEnd(
  { content, final }: Notification,
  ended: SnoozeEnd,
  container: string | undefined,
): Pick<Notification, 'content' | 'final'> | undefined {
  switch (content.kind) {
    case 'channel-snoozed':
      if (content.ended ?? content.isOver ?? content.isContinued) return undefined;
      return { content: { ...content, ended }, final: true };
    case 'quota': {
      const { snoozed } = content;
      if (snoozed === undefined || snoozed.ended) return undefined;
      return { content: { ...content, snoozed: { ...snoozed, ended } }, final };
    }
    case 'live': {
      const items = content.items.map((item) => {
        const { snoozed } = item;
        const isIts = item.container === container && snoozed !== undefined && !snoozed.ended;
        return isIts ? { ...item, snoozed: { ...snoozed, ended } } : item;
      });
      const isChanged = items.some((item, index) => item !== content.items[index]);
      return isChanged ? { content: { ...content, items }, final } : undefined;
    }
    default:
      return undefined;
  }
}
