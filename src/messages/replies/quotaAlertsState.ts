import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { explainError } from '../../threads/explainError.ts';
import { QUOTA_PAIRS, type QuotaReading } from '../../threads/quotas.ts';
import type { Card } from '../card.ts';
import type { LastQuotas } from '../content.ts';
import { describeLastQuotas, describeQuota, explainUnreadable, quotaAlertsTitle } from '../quotaWords.ts';
import { explainFix, type Remedy } from '../remedy.ts';
import { describeSnoozes, resumeButtons, type ShownSnooze } from '../snoozeWords.ts';
import { command, type Text, text, time } from '../text.ts';

export interface QuotaAlertsFacts {
  /** The requested action. */
  readonly action: 'on' | 'off' | 'show';
  readonly account: string;
  /** Whether a line to type must name the account, because there are several. */
  readonly isNamed?: boolean;
  /** In percent; `undefined` if the alerts are off. */
  readonly thresholds: readonly number[] | undefined;
  /** The result of reading the quotas just now. */
  readonly outcome?:
    | { readonly kind: 'read'; readonly reading: QuotaReading }
    | { readonly kind: 'failed'; readonly error: ErrorDetails; readonly remedy: Remedy }
    | { readonly kind: 'slow' };
  /** Since when the quotas can't be read, where they can't. */
  readonly unreadable?: UnreadableQuotas | undefined;
  /** What is snoozed in the channel; shown with `show`. */
  readonly snoozes?: readonly ShownSnooze[];
}

interface UnreadableQuotas {
  readonly since: number;
  readonly error: ErrorDetails;
  readonly last?: LastQuotas | undefined;
}

/** The answer to `alerts`: whether this channel gets an account's quota alerts, and at which thresholds. */
export function quotaAlertsState({
  action,
  account,
  isNamed = false,
  thresholds,
  outcome,
  unreadable,
  snoozes = [],
}: QuotaAlertsFacts): Card {
  const ofAccount = isNamed ? ` account:${account}` : '';
  const paused = { body: describeSnoozes(snoozes), buttons: resumeButtons(snoozes) };
  if (thresholds === undefined)
    return {
      tone: 'neutral',
      title: quotaAlertsTitle(account, undefined),
      body: [
        ...paused.body,
        ...(action === 'off' ? [] : [text`To turn them on, type ${command(`alerts on${ofAccount}`)}`]),
      ],
      buttons: paused.buttons,
    };
  return {
    tone: unreadable === undefined ? 'good' : 'warning',
    title: quotaAlertsTitle(account, thresholds),
    body: [
      ...paused.body,
      ...(unreadable ? describeUnreadable(unreadable) : []),
      ...(outcome ? describeReading(account, outcome) : []),
      text`To turn the quota alerts for ${account} off, type ${command(`alerts off${ofAccount}`)}`,
    ],
    buttons: paused.buttons,
  };
}

function describeUnreadable({ since, error, last }: UnreadableQuotas): Text[] {
  return [
    text`⚠️ The quotas can't be read since ${time(since)}. ${explainUnreadable(error)} Until then no quota alert comes; Threadwatch tries again about once an hour.`,
    ...(last === undefined ? [] : [describeLastQuotas(last)]),
  ];
}

function describeReading(account: string, outcome: NonNullable<QuotaAlertsFacts['outcome']>): Text[] {
  if (outcome.kind === 'slow')
    return [text`⏳ Threads is slow to answer. The quotas are compared as soon as they are read.`];
  if (outcome.kind === 'failed') {
    const { error, remedy } = outcome;
    return [
      text`⚠️ The quotas can't be read at present: ${explainError(error).cause}. ${explainFix(error, account, remedy)}`,
    ];
  }
  return QUOTA_PAIRS.map((pair) => text`• ${describeQuota(pair, outcome.reading[pair])}`);
}
