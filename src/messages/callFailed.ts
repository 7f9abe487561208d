import { explainError } from '../threads/explanations.ts';
import type { Blindness } from '../watches/blindness.ts';
import type { Trouble } from '../watches/watch.ts';
import { checkAgainButton, checkQuotaButton } from './buttons.ts';
import type { Card } from './card.ts';
import { code, type Text, text, time } from './text.ts';

export interface CallFailedFacts {
  readonly account: string;
  /** What was asked about; without it, the account's quotas. */
  readonly container?: string | undefined;
  readonly trouble: Trouble;
  /** Since when the account can't be seen and when it is tried next, where we keep trying; ms since the epoch. */
  readonly blindness?: Pick<Blindness, 'since' | 'nextProbeAt'> | undefined;
}

/** The answer where Threads gave none: what the matter is with the account, and what to do. */
export function callFailed({ account, container, trouble, blindness }: CallFailedFacts): Card {
  const { cause, fix } = explainError(trouble);
  const nextTryAt = blindness?.nextProbeAt ?? trouble.retryAt;
  const times: Text[] = [
    ...(blindness === undefined ? [] : [text`The trouble began ${time(blindness.since)}.`]),
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
