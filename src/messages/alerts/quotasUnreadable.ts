import { formatDuration } from '../../duration.ts';
import { checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { describeLastQuotas, explainUnreadable } from '../quotaWords.ts';
import { text, time } from '../text.ts';

/** The quotas of an account can't be read: there are no quota alerts until they can. */
export function quotasUnreadable({
  account,
  error,
  since,
  last,
  until,
}: ContentOf<'quotas-unreadable'>): Card {
  const title = text`⚠️ Quota alerts for ${account} have stopped: its quotas can't be read`;
  const context = [text`began ${time(since)}`];
  if (until !== undefined)
    return {
      tone: 'good',
      title,
      body: [
        text`✅ Over since ${time(until)}; it lasted ${formatDuration(until - since)}. Quota alerts work again.`,
      ],
      context,
      buttons: [],
    };
  return {
    tone: 'warning',
    title,
    body: [
      text`${explainUnreadable(error)}`,
      ...(last === undefined ? [] : [describeLastQuotas(last)]),
      text`Threadwatch tries again about once an hour, and tells this channel when it works. Posts are checked as usual.`,
    ],
    context,
    buttons: [checkQuotaButton(account)],
  };
}
