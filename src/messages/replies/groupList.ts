import { describeMember, headlineOf } from '../alerts/containerGroup.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { text } from '../text.ts';

/** The answer to *Show all*: one line for each alert of a grouped message. */
export function groupList(group: readonly ContentOf<'container'>[]): Card {
  const { title, tone } = headlineOf(group);
  return {
    tone,
    title,
    body: [text`What to do stands in the alert itself.`],
    items: group.map(describeMember),
    buttons: [],
  };
}
