import { quotaAlertsChanged } from '../../messages/alerts/quotaAlertsChanged.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Somebody turned the channel's quota alerts on or off. */
export const quotaAlertsKind: NotificationKind<'quota-alerts'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => quotaAlertsChanged(content),
};
