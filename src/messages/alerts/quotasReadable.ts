import { formatDuration } from '../../duration.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { text } from '../text.ts';

/** Quotas that could not be read can be read again. */
export function quotasReadable({ account, since, until }: ContentOf<'quotas-readable'>): Card {
  return {
    tone: 'good',
    title: text`✅ Quota alerts for ${account} work again, after ${formatDuration(until - since)}`,
    body: [text`Nothing to do: its quotas can be read again.`],
    buttons: [],
  };
}
