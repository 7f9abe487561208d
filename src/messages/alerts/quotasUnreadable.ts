import { formatDuration } from '../../duration.ts';
import { checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { describeLastQuotas, explainUnreadable } from '../quotaWords.ts';
import { text, time } from '../text.ts';

/** The quotas of an account can't be read: its quota alerts see nothing until they can. */
export function quotasUnreadable({
  account,
  error,
  since,
  last,
  until,
}: ContentOf<'quotas-unreadable'>): Card {
  if (until !== undefined)
    return {
      tone: 'good',
      title: text`✅ The quotas of ${account} can be read again; they could not be for ${formatDuration(until - since)}`,
      body: [text`The reason was: ${explainUnreadable(error)}`],
      buttons: [],
    };
  return {
    tone: 'warning',
    title: text`⚠️ No quota alerts for ${account} at present: its quotas can't be read`,
    body: [
      text`The trouble began ${time(since)}. The reason: ${explainUnreadable(error)}`,
      ...(last === undefined ? [] : [describeLastQuotas(last)]),
      text`They are tried about once an hour, and this channel is told when they can be read. Containers are checked as usual.`,
    ],
    buttons: [checkQuotaButton(account)],
  };
}
