import type { Card } from '../card.ts';
import { text, time } from '../text.ts';

/**
 * The last answer to a question that is asked too often.
 *
 * @param at when Threads was asked; ms since the epoch, as `again`: when the person can ask anew
 */
export function answeredBefore(card: Card, at: number, again: number): Card {
  const why = text`You asked this, or much else, a moment ago: this is the answer of ${time(at)}. You can ask anew ${time(again)}.`;
  return { ...card, body: [...card.body, why] };
}
