import type { Card } from '../card.ts';
import { describeOutcome, isFinal, isPublished } from '../containerWords.ts';
import type { ContentOf } from '../content.ts';
import { linkToDocs, linkToMessage, type MessageLinks } from '../links.ts';
import { describePost, namePost } from '../postWords.ts';
import { text } from '../text.ts';
import { describeEvent } from './containerEvents/table.ts';

/** What happened to one container, what to do, and why: a message that should reach people. */
export function containerAlert(facts: ContentOf<'container'>, links: MessageLinks = {}): Card {
  const { event, outcome, live } = facts;
  const { alert, buttons, topic } = describeEvent(event);
  const { sign, tone, predicate, body, code } = alert(event, facts);
  const context = [
    describePost(
      facts,
      ...(code === undefined ? [] : [code]),
      ...linkToMessage(links, live, 'Live message'),
      ...linkToDocs(links, topic?.(event)),
    ),
  ];
  const title = text`${sign} ${namePost(facts)} ${predicate}`;
  if (outcome === undefined) return { tone, title, body, context, buttons: buttons(facts, event) };
  // Once the watch has ended, its advice and its next check are out of date.
  const isOver = facts.ended ?? isFinal(outcome);
  return {
    tone: isPublished(outcome) ? 'good' : tone,
    title,
    body: [describeOutcome(outcome, isOver), ...(isOver ? [] : body)],
    context,
    buttons: isOver ? [] : buttons(facts, event),
  };
}
