import { hookUnreadable } from '../../messages/alerts/hookUnreadable.ts';
import { always, newsOf, none, noTieBreak, RANKS, snoozedWithChannel } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A publishing program that reports nothing that can be read. Until somebody mends it, its containers are not watched. */
export const hookUnreadableKind: NotificationKind<'hook-unreadable'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: newsOf('outages'),
  snoozeSubjects: snoozedWithChannel,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => hookUnreadable(content),
};
