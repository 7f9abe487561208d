import { quotaRecovered } from '../../messages/alerts/quotaRecovered.ts';
import { always, newsOf, none, noTieBreak, RANKS, snoozedWithQuotas } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A quota that was used up for long has room again. */
export const quotaRecoveredKind: NotificationKind<'quota-recovered'> = {
  rank: RANKS.alert,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: newsOf('quotas'),
  snoozeSubjects: snoozedWithQuotas,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => quotaRecovered(content),
};
