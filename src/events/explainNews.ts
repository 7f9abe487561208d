import type { ContainerNews, FeedEvent } from '../alerts/eventFeed.ts';
import { describeEvent } from '../messages/alerts/containerEvents/table.ts';
import { QUOTA_NOUNS, quotaShare } from '../messages/quotaWords.ts';
import type { Inline, Text } from '../messages/text.ts';
import { explainContainerError } from '../threads/explainContainerError.ts';
import { explainError } from '../threads/explainError.ts';
import { explainStatus } from '../threads/explainStatus.ts';
import type { TryAgain } from '../threads/explanation.ts';
import type { EventBody } from './eventBody.ts';

type Explanation = EventBody['explanation'];
type ContainerEventFacts = Extract<FeedEvent, { kind: 'container' }>;

/** What happened, what to do, and whether creating the same post anew can help. It says what the messages in chat say. */
export function explainNews(event: FeedEvent): Explanation {
  switch (event.kind) {
    case 'container':
      return explainContainer(event);
    case 'create-error':
      return toExplanation(explainError(event.error));
    case 'quota':
      return explainQuota(event);
  }
}

function explainContainer(event: ContainerEventFacts): Explanation {
  const { news } = event;
  switch (news.kind) {
    case 'ready':
      return explainGood('FINISHED');
    case 'published':
      return explainGood('PUBLISHED');
    case 'failed':
      return toExplanation(explainContainerError(news.errorMessage));
    case 'publish-error':
      return toExplanation(explainError(news.error));
    case 'refused':
      return toExplanation(explainError(news.error));
    default:
      return { ...quoteAlert(news, event), try_again: canTryAgain(news) };
  }
}

function explainGood(status: 'FINISHED' | 'PUBLISHED'): Explanation {
  const { meaning, advice } = explainStatus(status);
  return { cause: meaning, fix: advice, try_again: 'no' };
}

function toExplanation({
  cause,
  fix,
  tryAgain,
}: {
  readonly cause: string;
  readonly fix: string;
  readonly tryAgain?: TryAgain | undefined;
}): Explanation {
  return { cause, fix, try_again: tryAgain ?? null };
}

/** The words of its alert in chat. */
function quoteAlert(
  news: Exclude<ContainerNews, { kind: 'ready' | 'published' }>,
  event: ContainerEventFacts,
): Pick<Explanation, 'cause' | 'fix'> {
  const { predicate, body } = describeEvent(news).alert(news, { ...event, outcome: undefined });
  return { cause: toWords(predicate), fix: toWords(body[0] ?? []) };
}

/** Of an event whose explanation does not say it. What is still open, or is out, is not to be created anew. */
function canTryAgain(news: ContainerNews): Explanation['try_again'] {
  switch (news.kind) {
    case 'expired':
      // It may have been published where it could not be checked.
      return news.unverified ? null : 'yes';
    case 'unfinished':
      return news.status === 'IN_PROGRESS' ? 'once' : null;
    case 'not-found':
    case 'check-failing':
      return null;
    default:
      return 'no';
  }
}

function explainQuota({
  news,
  pair,
  threshold,
  used,
  total,
}: Extract<FeedEvent, { kind: 'quota' }>): Explanation {
  const share = quotaShare(pair, used, total);
  if (news === 'recovered')
    return { cause: `has room for ${QUOTA_NOUNS[pair]} again: ${share}`, fix: 'Go on.', try_again: 'no' };
  return used >= total
    ? {
        cause: `has used up its ${QUOTA_NOUNS[pair]}: ${share}`,
        fix: 'Wait: Threads refuses more until room frees up, as older ones leave the rolling window.',
        try_again: 'no',
      }
    : {
        cause: `is past ${threshold} % of its ${QUOTA_NOUNS[pair]}: ${share}`,
        fix: 'Keep the rest for what matters: room frees up as older ones leave the rolling window.',
        try_again: 'no',
      };
}

/** A line without anything of a platform in it; times as in the other fields of an event. */
function toWords(line: Text): string {
  return line.map(toWord).join('');
}

function toWord(piece: Inline): string {
  if (typeof piece === 'string') return piece;
  switch (piece.kind) {
    case 'time':
      return new Date(piece.at).toISOString();
    case 'code':
    case 'block':
    case 'strong':
      return piece.text;
    case 'command':
      return piece.line;
    case 'link':
      return piece.url;
    case 'person':
      return piece.id;
    case 'mention':
      return piece.mention.name ?? piece.mention.id;
    case 'bar':
      return '';
  }
}
