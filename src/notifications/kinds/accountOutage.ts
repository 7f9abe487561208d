import { accountOutage } from '../../messages/alerts/accountOutage.ts';
import { always, none, noTieBreak, RANKS, snoozedWithChannel } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** An account that can't be called. */
export const accountOutageKind: NotificationKind<'account-outage'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: ({ until }) => ({
    kind: 'outages',
    isBad: until === undefined,
    isUrgent: until === undefined,
    isReminded: false,
  }),
  snoozeSubjects: snoozedWithChannel,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content], { links }) => accountOutage(content, links),
};
