import { explainError } from '../threads/explanations.ts';
import type { Trouble } from '../watches/watch.ts';
import type { Card } from './card.ts';
import { type Text, text, time } from './text.ts';

export interface CallFailedFacts {
  readonly account: string;
  readonly trouble: Trouble;
  /** Since when the account can't be seen, where that is known; ms since the epoch. */
  readonly since?: number;
}

/** The answer where Threads gave none: what the matter is with the account, and what to do. */
export function callFailed({ account, trouble, since }: CallFailedFacts): Card {
  const { cause, fix } = explainError(trouble);
  const times: Text[] = [
    ...(since === undefined ? [] : [text`The trouble began ${time(since)}.`]),
    ...(trouble.retryAt === undefined ? [] : [text`The next try is ${time(trouble.retryAt)}.`]),
  ];
  return {
    tone: 'warning',
    title: text`⚠️ No answer for ${account}: ${cause}`,
    body: [text`${fix}`, ...times],
    buttons: [],
  };
}
