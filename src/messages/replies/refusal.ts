import type { Card } from '../card.ts';
import { type Text, text } from '../text.ts';

/** The answer to a wrong input: what is wrong, and what to type instead. */
export function refusal(problem: Text, remedy: Text): Card {
  return { tone: 'warning', title: text`⚠️ ${problem}`, body: [remedy], buttons: [] };
}
