import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { quotaAlertsTitle } from '../quotaWords.ts';
import { describeChoices } from '../settingsWords.ts';
import { person, text } from '../text.ts';

/** Somebody changed how alerts are posted in the channel. */
export function alertSettingsChanged({ by, choices, quotas }: ContentOf<'alert-settings'>): Card {
  return {
    tone: 'neutral',
    title: text`🔔 Alert settings of this channel were changed`,
    body: [
      ...(quotas === undefined ? [] : [quotaAlertsTitle(quotas.account, quotas.thresholds)]),
      ...describeChoices(choices),
    ],
    context: [text`By ${person(by)}`],
    buttons: [],
  };
}
