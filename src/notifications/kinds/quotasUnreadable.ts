import { quotasUnreadable } from '../../messages/alerts/quotasUnreadable.ts';
import { newsOf, none, noTieBreak, RANKS, snoozedWithQuotas } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Quotas that can't be read, until they can. */
export const quotasUnreadableKind: NotificationKind<'quotas-unreadable'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: newsOf('quotas'),
  snoozeSubjects: snoozedWithQuotas,
  isStillTrue: ({ until }) => until === undefined,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => quotasUnreadable(content),
};
