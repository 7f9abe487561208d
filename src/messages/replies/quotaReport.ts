import {
  hasAnswered,
  QUOTA_PAIRS,
  type QuotaAnswer,
  type QuotaPair,
  type QuotaReading,
} from '../../threads/quotas.ts';
import { checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeQuota, findCommonWindow, windowLength } from '../quotaWords.ts';
import { grantAnew, type Remedy } from '../remedy.ts';
import { bar, type Text, text } from '../text.ts';

/** The answer to `quota`: each of the four pairs with its share, or why it is unknown. */
export function quotaReport(account: string, reading: QuotaReading, remedy: Remedy): Card {
  const window = findCommonWindow(reading);
  return {
    tone: toneOf(reading),
    title: text`📊 Quotas of ${account}${window === undefined ? '' : ` over the last ${lastOf(window)}`}`,
    body: [
      ...QUOTA_PAIRS.map((pair) => describe(pair, reading[pair], window)),
      hasAnswered(reading)
        ? text`Each frees up bit by bit${window === undefined ? '' : `, ${windowLength(window)} after it was used`}.`
        : text`The account has not granted the scopes for them. ${grantAnew(account, remedy)}`,
    ],
    buttons: [checkQuotaButton(account)],
  };
}

/** @param common the window that the title names */
function describe(pair: QuotaPair, answer: QuotaAnswer, common: number | undefined): Text {
  const line = text`${bar(shareOf(answer))} ${describeQuota(pair, answer)}`;
  if (answer.kind === 'unknown' || answer.windowSeconds === undefined || answer.windowSeconds === common)
    return line;
  return text`${line}, over the last ${lastOf(answer.windowSeconds)}`;
}

/** `the last hour`, not `the last an hour`. */
function lastOf(windowSeconds: number): string {
  return windowLength(windowSeconds).replace(/^an /, '');
}

function shareOf(answer: QuotaAnswer): number {
  return answer.kind === 'known' && answer.total > 0 ? answer.used / answer.total : 0;
}

function toneOf(reading: QuotaReading): Card['tone'] {
  if (!hasAnswered(reading)) return 'warning';
  const highest = Math.max(...QUOTA_PAIRS.map((pair) => shareOf(reading[pair])));
  if (highest >= 1) return 'bad';
  return highest >= 0.8 ? 'warning' : 'good';
}
