import { quotaReached } from '../../messages/alerts/quotaReached.ts';
import { none, noTieBreak, RANKS, snoozedWithQuotas } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A quota that crossed a threshold, until there is room again. */
export const quotaKind: NotificationKind<'quota'> = {
  rank: RANKS.alert,
  tieBreak: noTieBreak,
  groupKey: none,
  snoozeSubjects: snoozedWithQuotas,
  isStillTrue: ({ freed }) => freed === undefined,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => quotaReached(content),
};
