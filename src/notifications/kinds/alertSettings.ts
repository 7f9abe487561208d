import { alertSettingsChanged } from '../../messages/alerts/alertSettingsChanged.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Somebody changed how alerts are posted in the channel. */
export const alertSettingsKind: NotificationKind<'alert-settings'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => alertSettingsChanged(content),
};
