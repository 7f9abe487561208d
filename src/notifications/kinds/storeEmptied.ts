import { storeEmptied } from '../../messages/alerts/storeEmptied.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** The store lost its records. No snooze holds it back: it concerns what a snooze relies on. */
export const storeEmptiedKind: NotificationKind<'store-emptied'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => storeEmptied(content),
};
