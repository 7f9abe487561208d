import type { Card } from '../../messages/card.ts';
import { text } from '../../messages/text.ts';

/** The answer to `help`, with what can be typed at a terminal alone. */
export function withTerminalHints(card: Card): Card {
  return {
    ...card,
    body: [
      ...card.body,
      text`At this terminal, type the number of a button to press it: 1 presses the one that is shown as [1].`,
      text`wait 5m lets five minutes pass at once.`,
    ],
  };
}
