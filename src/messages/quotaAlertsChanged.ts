import type { Card } from './card.ts';
import type { ContentOf } from './content.ts';
import { quotaAlertsState } from './quotaAlertsState.ts';
import { person, text } from './text.ts';

/** What the channel is told when somebody turns its quota alerts on or off. */
export function quotaAlertsChanged({ account, by, thresholds }: ContentOf<'quota-alerts'>): Card {
  const { tone, title } = quotaAlertsState({ did: thresholds ? 'on' : 'off', account, thresholds });
  return { tone, title, body: [text`By ${person(by)}`], buttons: [] };
}
