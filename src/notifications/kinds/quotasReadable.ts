import { quotasReadable } from '../../messages/alerts/quotasReadable.ts';
import { always, newsOf, none, noTieBreak, RANKS, snoozedWithQuotas } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** Quotas that could not be read can be read again. */
export const quotasReadableKind: NotificationKind<'quotas-readable'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: newsOf('quotas'),
  snoozeSubjects: snoozedWithQuotas,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => quotasReadable(content),
};
