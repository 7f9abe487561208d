import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { explainError } from '../../threads/explainError.ts';
import { QUOTA_PAIRS, type QuotaReading } from '../../threads/quotas.ts';
import type { Card } from '../card.ts';
import { describeUnknownQuota, quotaAlertsTitle, quotaShare } from '../quotaWords.ts';
import { command, type Text, text } from '../text.ts';

export interface QuotaAlertsFacts {
  /** The requested action. */
  readonly action: 'on' | 'off' | 'show';
  readonly account: string;
  /** In percent; `undefined` if the alerts are off. */
  readonly thresholds: readonly number[] | undefined;
  /** The result of reading the quotas just now. */
  readonly outcome?:
    | { readonly kind: 'read'; readonly reading: QuotaReading }
    | { readonly kind: 'failed'; readonly error: ErrorDetails };
}

/** The answer to `alerts`: whether this channel gets an account's quota alerts, and at which thresholds. */
export function quotaAlertsState({ action, account, thresholds, outcome }: QuotaAlertsFacts): Card {
  if (thresholds === undefined)
    return {
      tone: 'neutral',
      title: quotaAlertsTitle(account, undefined),
      body: action === 'off' ? [] : [text`To turn them on, type ${command('alerts on')}`],
      buttons: [],
    };
  return {
    tone: 'good',
    title: quotaAlertsTitle(account, thresholds),
    body: [
      ...(outcome ? describeReading(outcome) : []),
      text`To turn them off, type ${command('alerts off')}`,
    ],
    buttons: [],
  };
}

function describeReading(outcome: NonNullable<QuotaAlertsFacts['outcome']>): Text[] {
  if (outcome.kind === 'failed') {
    const { cause, fix } = explainError(outcome.error);
    return [text`⚠️ The quotas can't be read at present: ${cause}. ${fix}`];
  }
  return QUOTA_PAIRS.map((pair) => {
    const answer = outcome.reading[pair];
    return answer.kind === 'known'
      ? text`• ${quotaShare(pair, answer.used, answer.total)}`
      : text`• ${describeUnknownQuota(pair, answer)}`;
  });
}
