import type { Card } from '../card.ts';
import { text, time } from '../text.ts';

/**
 * The last answer to a question that is asked too often.
 *
 * @param at when Threads was asked; ms since the epoch, as `again`: when the person can ask anew
 */
export function answeredBefore(card: Card, at: number, again: number): Card {
  const why = text`You asked often in a short time, so this is the answer of ${time(at)}. You can ask again ${time(again)}.`;
  return { ...card, context: [...(card.context ?? []), why] };
}
