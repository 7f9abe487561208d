import { createError } from '../../messages/alerts/createError.ts';
import { always, none, noTieBreak, RANKS, snoozedWithChannel } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A program could not create a post. Those with the same cause share a message. */
export const createErrorKind: NotificationKind<'create-error'> = {
  rank: RANKS.alert,
  tieBreak: noTieBreak,
  groupKey: ({ account, hook, error }) => JSON.stringify([account, hook, error]),
  weigh: () => ({ kind: 'failures', isBad: true, isUrgent: true, isReminded: false }),
  snoozeSubjects: snoozedWithChannel,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: (contents, { links }) => createError(contents, links),
};
