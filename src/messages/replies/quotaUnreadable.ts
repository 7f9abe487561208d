import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { LastQuotas } from '../content.ts';
import { describeLastQuotas, explainUnreadable } from '../quotaWords.ts';
import { type Text, text, time } from '../text.ts';

/** Quotas that can't be read although the account itself answers. Times are ms since the epoch. */
export interface UnreadableQuotas {
  readonly error: ErrorDetails;
  /** When a reading first failed; left out where this is the first. */
  readonly since?: number | undefined;
  readonly last?: LastQuotas | undefined;
}

/** The answer to `quota` where the account is well, and its quotas can't be read. */
export function quotaUnreadable(account: string, unreadable: UnreadableQuotas): Card {
  return {
    tone: 'warning',
    title: text`⚠️ Can't read the quotas of ${account}`,
    body: describeUnreadable(unreadable),
    buttons: [checkQuotaButton(account)],
  };
}

/** Why, since when, and what was read last. */
export function describeUnreadable({ error, since, last }: UnreadableQuotas): Text[] {
  const begun = since === undefined ? '' : text` It began ${time(since)}.`;
  return [
    text`${explainUnreadable(error)}${begun}`,
    ...(last === undefined ? [] : [describeLastQuotas(last)]),
  ];
}
