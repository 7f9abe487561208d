import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { type Text, text } from '../text.ts';
import { describeEvent } from './containerEvents/table.ts';

/** What happened to one container, why, and what to do: a message that should reach people. */
export function containerAlert(facts: ContentOf<'container'>): Card {
  const { alert, buttons } = describeEvent(facts.event);
  const { title, body, tone } = alert(facts.event, facts);
  return { tone, title, body: [...body, context(facts)], buttons: buttons(facts) };
}

function context({ account, note }: ContentOf<'container'>): Text {
  return text`Account ${account}${note === undefined ? '' : ` · “${note}”`}`;
}
