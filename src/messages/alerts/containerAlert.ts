import type { Card } from '../card.ts';
import { describeOutcome, isFinal, isPublished } from '../containerWords.ts';
import type { ContentOf } from '../content.ts';
import { type Text, text } from '../text.ts';
import { describeEvent } from './containerEvents/table.ts';

/** What happened to one container, why, and what to do: a message that should reach people. */
export function containerAlert(facts: ContentOf<'container'>): Card {
  const { alert, buttons } = describeEvent(facts.event);
  const { title, body, tone } = alert(facts.event, facts);
  if (facts.outcome === undefined)
    return { tone, title, body: [...body, context(facts)], buttons: buttons(facts, facts.event) };
  // Once the watch has ended, its advice and its next check are out of date.
  const isOver = facts.ended ?? isFinal(facts.outcome);
  return {
    tone: isPublished(facts.outcome) ? 'good' : tone,
    title,
    body: [describeOutcome(facts.outcome, isOver), ...(isOver ? [] : body), context(facts)],
    buttons: isOver ? [] : buttons(facts, facts.event),
  };
}

function context({ account, note }: ContentOf<'container'>): Text {
  return text`Account ${account}${note === undefined ? '' : ` · “${note}”`}`;
}
