import type { Outage } from '../../accounts/outage.ts';
import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { explainError } from '../../threads/explanations.ts';
import { checkAgainButton, checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { code, type Text, text, time } from '../text.ts';

export interface CallFailedFacts {
  readonly account: string;
  /** What was asked about; without it, the account's quotas. */
  readonly container?: string | undefined;
  readonly error: ErrorDetails;
  /** Since when the account can't be seen and when it is tried next, where we keep trying; ms since the epoch. */
  readonly outage?: Pick<Outage, 'since' | 'nextProbeAt'> | undefined;
}

/** The answer where Threads gave none: what the matter is with the account, and what to do. */
export function callFailed({ account, container, error, outage }: CallFailedFacts): Card {
  const { cause, fix } = explainError(error);
  const nextTryAt = outage?.nextProbeAt ?? error.retryAt;
  const times: Text[] = [
    ...(outage === undefined ? [] : [text`The trouble began ${time(outage.since)}.`]),
    ...(nextTryAt === undefined ? [] : [text`The next try is ${time(nextTryAt)}.`]),
  ];
  return {
    tone: 'warning',
    title:
      container === undefined
        ? text`⚠️ No answer for ${account}: ${cause}`
        : text`⚠️ No answer about container ${code(container)} of ${account}: ${cause}`,
    body: [text`${fix}`, ...times],
    buttons: [container === undefined ? checkQuotaButton(account) : checkAgainButton({ account, container })],
  };
}
