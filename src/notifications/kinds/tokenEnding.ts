import { DAY } from '../../duration.ts';
import { tokenEnding } from '../../messages/alerts/tokenEnding.ts';
import { always, none, noTieBreak, RANKS, snoozedWithChannel } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/** A token that ends so soon is worth a person's night; ms. */
const LAST_DAY = DAY;

/** A token, or the permission behind it, that is about to end. */
export const tokenEndingKind: NotificationKind<'token-ending'> = {
  rank: RANKS.accountOrChannel,
  tieBreak: noTieBreak,
  groupKey: none,
  weigh: ({ endsAt, healed }, at) => {
    const isBad = healed === undefined;
    // The next warning may come too late.
    const isUrgent = isBad && endsAt !== undefined && endsAt - at <= LAST_DAY;
    return { kind: 'tokens', isBad, isUrgent, isReminded: false };
  },
  snoozeSubjects: snoozedWithChannel,
  isStillTrue: always,
  supersession: none,
  whenDeleted: 'forget',
  render: ([content]) => tokenEnding(content),
};
