import { liveMessage } from '../../messages/alerts/liveMessage.ts';
import { isFinal } from '../../messages/containerWords.ts';
import type { ContentOf, LiveItem } from '../../messages/content.ts';
import { always, neverSnoozed, none, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

type Content = ContentOf<'live'>;

/**
 * A message that is posted again says what is true at that time: of a container that the channel watched anew since,
 * another message does. Nobody wants to be told anew what was stopped either, but where nothing else is left.
 */
function sayAnew(content: Content): Content {
  const own = content.items.filter(({ watchedAnew }) => watchedAnew !== true);
  const open = own.filter(({ droppedBy }) => droppedBy === undefined);
  const shown = new Set(open.length > 0 ? open : own);
  const items = content.items.map((item) => (shown.has(item) ? item : { ...item, leftOut: true }));
  return { ...content, items };
}

/**
 * Whether the watch of a container has ended and the container can still come to something: then a newer watch has more to
 * say of it than this message. Of one that failed or is out, this message says it all.
 */
export function mayGoOn({ watched, watchedAnew, state }: LiveItem): boolean {
  return !watched && watchedAnew !== true && !isFinal(state);
}

/** The live message of one `watch`, or of what programs registered on a day. */
export const liveKind: NotificationKind<'live'> = {
  rank: RANKS.live,
  tieBreak: ({ items }) => items[0]?.container ?? '',
  groupKey: none,
  weigh: none,
  snoozeSubjects: neverSnoozed,
  isStillTrue: always,
  supersession: none,
  isPaced: ({ day }) => day !== undefined,
  whenDeleted: 'post-again',
  sayAnew,
  saysNothing: ({ items }) => items.length > 0 && items.every(({ leftOut }) => leftOut === true),
  endedContainers: ({ items }) => items.filter(mayGoOn).map(({ container }) => container),
  render: ([content], { notification, links }) => liveMessage(content, notification, links),
};
