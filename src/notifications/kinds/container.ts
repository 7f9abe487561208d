import { SECOND } from '../../duration.ts';
import { containerAlert } from '../../messages/alerts/containerAlert.ts';
import { isPublishedAfterAll } from '../../messages/alerts/containerEvents/publishError.ts';
import { describeEvent } from '../../messages/alerts/containerEvents/table.ts';
import { containerGroup } from '../../messages/alerts/containerGroup.ts';
import { isPublished } from '../../messages/containerWords.ts';
import type { ContentOf } from '../../messages/content.ts';
import { keyOf } from '../../watches/watch.ts';
import type { WatchStore } from '../../watches/watchStore.ts';
import { noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';
import { weighContainer } from './weighContainer.ts';

/** So long an error that was reported waits for the container's own status, so that one message says both; ms. */
const LONGEST_CHECK = 15 * SECOND;

/** The alert about a container event. What depends on the event's kind is in `messages/alerts/containerEvents/`. */
export const containerKind: NotificationKind<'container'> = {
  rank: RANKS.alert,
  tieBreak: noTieBreak,
  groupKey: ({ event }) =>
    `${event.kind}${isUnverified(event) ? ', unverified' : ''}${isPublishedAfterAll(event) ? ', published' : ''}`,
  weigh: weighContainer,
  incompleteUntil: ({ event }, at) =>
    event.kind === 'publish-error' && event.seen === undefined ? at + LONGEST_CHECK : undefined,
  snoozeSubjects: ({ account, container }) => [{ account, container }, {}],
  isStillTrue,
  supersession: (content) => ({
    subject: keyOf(content),
    isSuperseded: describeEvent(content.event).isSuperseded,
  }),
  whenDeleted: 'forget',
  render: (contents, { group, links }) =>
    contents.length === 1 ? containerAlert(contents[0], links) : containerGroup(contents, group),
};

function isUnverified(event: ContentOf<'container'>['event']): boolean {
  return 'unverified' in event && event.unverified === true;
}

async function isStillTrue(
  content: ContentOf<'container'>,
  watchStore: Pick<WatchStore, 'get'>,
): Promise<boolean> {
  if (content.outcome !== undefined && isPublished(content.outcome)) return false;
  const { isTrueWhile } = describeEvent(content.event);
  if (isTrueWhile === undefined) return true;
  const watch = await watchStore.get(keyOf(content));
  return watch?.state.kind === 'status' && isTrueWhile(watch.state.status);
}
