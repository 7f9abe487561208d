import { type ChannelRef, channelKey } from '../src/channelRef.ts';
import { publication as publicationCard } from '../src/messages/alerts/publication.ts';
import type { Card } from '../src/messages/card.ts';
import { describePost } from '../src/messages/postWords.ts';
import { type PublishingFacts, publishing } from '../src/messages/replies/publishing.ts';
import type { Publication } from '../src/publishing/publication.ts';
import { toContent } from '../src/publishing/tellPublication.ts';

/**
 * What has become of a publication so far.
 *
 * @param channel where it is asked: what was noted elsewhere stays there, and who pressed in another workspace too
 */
export function describePublication(publication: Publication, channel: ChannelRef): Card {
  const isHere = channelKey(publication.channel) === channelKey(channel);
  const { note: _, ...unnoted } = publication;
  const shown: Publication = isHere ? publication : unnoted;
  const content = toContent(shown);
  const card =
    content === undefined ? publishing({ ...shown, waitsFor: waitsFor(shown) }) : publicationCard(content);
  const { account, container } = publication;
  return isOfWorkspace(publication, channel)
    ? card
    : { ...card, context: [describePost({ account, container })] };
}

/** Whether it was pressed in the workspace of a channel. */
function isOfWorkspace({ channel: pressed }: Publication, { platform, workspace }: ChannelRef): boolean {
  return pressed.platform === platform && pressed.workspace === workspace;
}

function waitsFor({ step }: Publication): PublishingFacts['waitsFor'] {
  if (step.kind === 'await-ready') return 'ready';
  return step.kind === 'check' ? { at: step.at, isResting: step.tries === 0 } : 'answer';
}
