import { accountConnected } from '../../messages/alerts/accountConnected.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Somebody connected an account from chat, or renewed its access. */
export const accountConnectedKind: NotificationKind<'account-connected'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => accountConnected(content),
};
