import type { Card } from '../../src/messages/card.ts';
import { composeCard } from '../../src/notifications/composeCard.ts';

const posted = new Set<Card>();

/** The card of a message that is posted in a channel. */
export function composePosted(...given: Parameters<typeof composeCard>): Card {
  const card = composeCard(...given);
  posted.add(card);
  return card;
}

/** Whether a card is posted in a channel; any other is an answer, which one person sees. */
export function isPosted(card: Card): boolean {
  return posted.has(card);
}
