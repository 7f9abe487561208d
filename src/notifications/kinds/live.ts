import { liveMessage } from '../../messages/alerts/liveMessage.ts';
import type { ContentOf } from '../../messages/content.ts';
import { always, neverSnoozed, none, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/**
 * Nobody wants to be told anew what was stopped: the channel may watch that container again by now, in another message.
 * Where nothing else is left, the message says that all was stopped.
 */
function leaveOutDropped(content: ContentOf<'live'>): ContentOf<'live'> {
  const items = content.items.filter(({ droppedBy }) => droppedBy === undefined);
  return items.length === 0 ? content : { ...content, items };
}

/** The live message of one `watch`, or of what programs registered on a day. */
export const liveKind: NotificationKind<'live'> = {
  rank: RANKS.live,
  tieBreak: ({ items }) => items[0]?.container ?? '',
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  isPaced: ({ day }) => day !== undefined,
  whenDeleted: 'post-again',
  sayAnew: leaveOutDropped,
  render: ([content], { notification, links }) => liveMessage(content, notification, links),
};
