import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { text, time } from '../text.ts';

/**
 * An alert that nobody acknowledged, once more.
 *
 * @param alert the card of the alert itself
 */
export function reminder({ since }: ContentOf<'reminder'>, alert: Card): Card {
  if (alert.tone === 'good') return alert;
  return {
    ...alert,
    title: text`🔁 Still open: ${alert.title}`,
    body: [text`Nobody has acknowledged the alert of ${time(since)}.`, ...alert.body],
  };
}
