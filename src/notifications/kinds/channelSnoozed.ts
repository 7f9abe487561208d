import { channelSnoozed } from '../../messages/alerts/channelSnoozed.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Somebody snoozed the whole channel. */
export const channelSnoozedKind: NotificationKind<'channel-snoozed'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => channelSnoozed(content),
};
