import { checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { LastQuotas } from '../content.ts';
import { describeLastQuotas } from '../quotaWords.ts';
import { command, text } from '../text.ts';

/** The answer to `quota` where the reading takes longer than a person should wait. */
export function quotaSlow(account: string, last: LastQuotas | undefined): Card {
  return {
    tone: 'warning',
    title: text`⏳ Threads is slow to answer for ${account}`,
    body: [
      text`Ask again in a minute: ${command(`quota account:${account}`)}`,
      ...(last === undefined ? [] : [describeLastQuotas(last)]),
    ],
    buttons: [checkQuotaButton(account)],
  };
}
