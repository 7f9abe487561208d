import { reminder } from '../../messages/alerts/reminder.ts';
import type { Card } from '../../messages/card.ts';
import type { ContentOf } from '../../messages/content.ts';
import { none, noTieBreak, RANKS } from './commonFacts.ts';
import { containerKind } from './container.ts';
import type { AlertWeight, MessageIds, NotificationKind } from './notificationKind.ts';
import { quotaKind } from './quota.ts';

type About = ContentOf<'reminder'>['about'][number];

/** An alert that nobody acknowledged, once more. */
export const reminderKind: NotificationKind<'reminder'> = {
  rank: RANKS.alert,
  tieBreak: noTieBreak,
  // A group of its own: so it is kept for as long as people may acknowledge it.
  groupKey: ({ first }) => first,
  weigh: ({ about }, at) => {
    const weights = about.map((content) => weighAbout(content, at)).filter((each) => each !== undefined);
    const [weight] = weights;
    return weight && { ...weight, isBad: weights.some(({ isBad }) => isBad), isReminded: false };
  },
  snoozeSubjects: ({ about }) =>
    about.flatMap((content) =>
      content.kind === 'container'
        ? containerKind.snoozeSubjects(content)
        : quotaKind.snoozeSubjects(content),
    ),
  isStillTrue: ({ about }) => about.some((content) => weighAbout(content, 0)?.isBad === true),
  supersession: none,
  whenDeleted: 'forget',
  render: ([content], ids) => reminder(content, renderAbout(content, ids), ids.links),
};

function weighAbout(content: About, at: number): AlertWeight | undefined {
  return content.kind === 'container' ? containerKind.weigh(content, at) : quotaKind.weigh(content, at);
}

/** The alert's own card, as it would be posted now. */
function renderAbout(
  { about, group = '' }: ContentOf<'reminder'>,
  { notification, links }: MessageIds,
): Card {
  const ids = { notification, group, links };
  const [first, ...others] = about;
  if (first === undefined) throw new TypeError('a reminder of nothing');
  if (first.kind === 'quota') return quotaKind.render([first], ids);
  return containerKind.render([first, ...others.filter((content) => content.kind === 'container')], ids);
}
