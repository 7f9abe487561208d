import type { Card } from '../card.ts';
import { type Text, text } from '../text.ts';

/** Says in two lines at most what is wrong with what was asked, and what to type instead. */
export function refusal(problem: Text, remedy: Text): Card {
  return { tone: 'warning', title: text`⚠️ ${problem}`, body: [remedy], buttons: [] };
}
