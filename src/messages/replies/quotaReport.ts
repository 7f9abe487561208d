import {
  hasAnswered,
  QUOTA_PAIRS,
  type QuotaAnswer,
  type QuotaPair,
  type QuotaReading,
} from '../../threads/quotas.ts';
import { checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeUnknownQuota, quotaShare } from '../quotaWords.ts';
import { grantAnew, type Remedy } from '../remedy.ts';
import { bar, type Text, text } from '../text.ts';

/** The answer to `quota`: each of the four pairs with its share, or why it is unknown. */
export function quotaReport(account: string, reading: QuotaReading, remedy: Remedy): Card {
  return {
    tone: toneOf(reading),
    title: text`📊 Quotas of ${account} over the last 24 hours`,
    body: [
      ...QUOTA_PAIRS.map((pair) => describe(pair, reading[pair])),
      hasAnswered(reading)
        ? text`They free up bit by bit, as what was used passes 24 hours.`
        : text`The account has not granted what they need. ${grantAnew(account, remedy)}`,
    ],
    buttons: [checkQuotaButton(account)],
  };
}

function describe(pair: QuotaPair, answer: QuotaAnswer): Text {
  if (answer.kind !== 'known') return text`${bar(0)} ${describeUnknownQuota(pair, answer)}`;
  const { used, total } = answer;
  return text`${bar(total > 0 ? used / total : 0)} ${quotaShare(pair, used, total)}`;
}

function toneOf(reading: QuotaReading): Card['tone'] {
  if (!hasAnswered(reading)) return 'warning';
  const shares = QUOTA_PAIRS.map((pair) => reading[pair]).map((answer) =>
    answer.kind === 'known' && answer.total > 0 ? answer.used / answer.total : 0,
  );
  const highest = Math.max(...shares);
  if (highest >= 1) return 'bad';
  return highest >= 0.8 ? 'warning' : 'good';
}
