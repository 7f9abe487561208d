import { accountDisconnected } from '../../messages/alerts/accountDisconnected.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Somebody disconnected an account that was connected from chat. */
export const accountDisconnectedKind: NotificationKind<'account-disconnected'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => accountDisconnected(content),
};
