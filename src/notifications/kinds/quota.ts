import { quotaReached } from '../../messages/alerts/quotaReached.ts';
import { none, noTieBreak, RANKS, snoozedWithQuotas } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A quota that crossed a threshold, until there is room again. */
export const quotaKind: NotificationKind<'quota'> = {
  rank: RANKS.alert,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: ({ used, total, freed }) => {
    const isUsedUp = used >= total && freed === undefined;
    return { kind: 'quotas', isBad: isUsedUp, isUrgent: isUsedUp, isReminded: isUsedUp };
  },
  snoozeSubjects: snoozedWithQuotas,
  isStillTrue: ({ freed }) => freed === undefined,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => quotaReached(content),
};
