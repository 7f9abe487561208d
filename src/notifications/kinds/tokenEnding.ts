import { tokenEnding } from '../../messages/alerts/tokenEnding.ts';
import { always, none, noTieBreak, RANKS, snoozedWithChannel } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A token, or the permission behind it, that is about to end. */
export const tokenEndingKind: NotificationKind<'token-ending'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  snoozeSubjects: snoozedWithChannel,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => tokenEnding(content),
};
