import { formatDuration } from '../../duration.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { text } from '../text.ts';

/** An outage that lasted has ended. */
export function accountRecovered({ account, since, until }: ContentOf<'account-recovered'>): Card {
  return {
    tone: 'good',
    title: text`✅ Threads answers for ${account} again, after ${formatDuration(until - since)}`,
    body: [text`What fell due meanwhile is being checked now.`],
    buttons: [],
  };
}
