import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { quotaAlertsTitle } from '../quotaWords.ts';
import { person, text } from '../text.ts';

/** Somebody turned the channel's quota alerts on or off. */
export function quotaAlertsChanged({ account, by, thresholds }: ContentOf<'quota-alerts'>): Card {
  return {
    tone: thresholds === undefined ? 'neutral' : 'good',
    title: quotaAlertsTitle(account, thresholds),
    body: [text`By ${person(by)}`],
    buttons: [],
  };
}
