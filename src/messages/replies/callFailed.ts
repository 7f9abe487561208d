import type { Outage } from '../../accounts/outage.ts';
import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { checkAgainButton, checkQuotaButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { explainOutage, explainOutageFix } from '../outageWords.ts';
import type { Remedy } from '../remedy.ts';
import { code, joinText, type Text, text, time } from '../text.ts';

export interface CallFailedFacts {
  readonly account: string;
  /** The requested container; without it, the quotas were requested. */
  readonly container?: string | undefined;
  readonly error: ErrorDetails;
  /** What the account's outage concerns, when it started, and when it is probed next; ms since the epoch. */
  readonly outage?: Pick<Outage, 'since' | 'nextProbeAt' | 'scope'> | undefined;
  /** How the account gets a token that works. */
  readonly remedy: Remedy;
  /** Whether Threads answers so for this container alone, and the account can be called. */
  readonly isAlone?: boolean | undefined;
}

/** The answer if a call to Threads failed: why, and what to do. */
export function callFailed({ account, container, error, outage, remedy, isAlone }: CallFailedFacts): Card {
  const facts = { error, scope: outage?.scope };
  const cause = explainOutage(facts);
  const nextTryAt = outage?.nextProbeAt ?? error.retryAt;
  const times: Text[] = [
    ...(outage === undefined ? [] : [text`since ${time(outage.since)}`]),
    ...(nextTryAt === undefined ? [] : [text`next try ${time(nextTryAt)}`]),
  ];
  return {
    tone: 'warning',
    title:
      container === undefined
        ? text`⚠️ Can't read the quotas of ${account}: ${cause}`
        : text`⚠️ Can't check ${code(container)} of ${account}: ${cause}`,
    body: [isAlone ? fixAlone(account) : explainOutageFix(facts, account, remedy)],
    ...(times.length > 0 && { context: [joinText(times, ' · ')] }),
    buttons: [container === undefined ? checkQuotaButton(account) : checkAgainButton({ account, container })],
  };
}

/** What an error means for the account would mislead here: the account is well. */
function fixAlone(account: string): Text {
  return text`See on Threads whether the post is there; if not, create a new container. Only this container has the problem: the account ${account} itself works.`;
}
