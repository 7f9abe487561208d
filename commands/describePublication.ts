import { publication as publicationCard } from '../src/messages/alerts/publication.ts';
import type { Card } from '../src/messages/card.ts';
import { type PublishingFacts, publishing } from '../src/messages/replies/publishing.ts';
import type { Publication } from '../src/publishing/publication.ts';
import { toContent } from '../src/publishing/tellPublication.ts';

/** What has become of a publication so far. */
export function describePublication(publication: Publication): Card {
  const content = toContent(publication);
  return content === undefined
    ? publishing({ ...publication, waitsFor: waitsFor(publication) })
    : publicationCard(content);
}

function waitsFor({ step }: Publication): PublishingFacts['waitsFor'] {
  if (step.kind === 'await-ready') return 'ready';
  return step.kind === 'check' ? { at: step.at, isResting: step.tries === 0 } : 'answer';
}
