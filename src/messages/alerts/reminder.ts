import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { linkToMessage, type MessageLinks } from '../links.ts';
import { text, time } from '../text.ts';

/**
 * An alert that nobody acknowledged, once more.
 *
 * @param alert the card of the alert itself
 */
export function reminder(
  { since, first }: ContentOf<'reminder'>,
  alert: Card,
  links: MessageLinks = {},
): Card {
  if (alert.tone === 'good') return alert;
  return {
    ...alert,
    title: text`🔁 Still open: ${alert.title}`,
    body: [text`Nobody has acknowledged the alert of ${time(since)}.`, ...alert.body],
    context: [...(alert.context ?? []), ...linkToMessage(links, first, 'The first alert')],
  };
}
