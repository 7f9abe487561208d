import { liveMessage } from '../../messages/alerts/liveMessage.ts';
import { always, neverSnoozed, none, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

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
  render: ([content], { notification, links }) => liveMessage(content, notification, links),
};
