import { accountRecovered } from '../../messages/alerts/accountRecovered.ts';
import { always, newsOf, none, noTieBreak, RANKS, snoozedWithChannel } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** The end of an outage that lasted. */
export const accountRecoveredKind: NotificationKind<'account-recovered'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: newsOf('outages'),
  snoozeSubjects: snoozedWithChannel,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => accountRecovered(content),
};
