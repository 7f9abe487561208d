import type { Card } from './card.ts';
import { code, text, time } from './text.ts';

export interface SnoozedFacts {
  readonly account: string;
  /** Left out for the account's quotas. */
  readonly container: string | undefined;
  readonly until: number;
}

/** The answer to *Snooze*: what is quiet, and until when. */
export function snoozed({ account, container, until }: SnoozedFacts): Card {
  const what =
    container === undefined
      ? text`the quotas of ${account}`
      : text`container ${code(container)} of ${account}`;
  return {
    tone: 'neutral',
    title: text`😴 This channel hears nothing of ${what}; that ends ${time(until)}`,
    body: [text`What is still true by then is told once.`],
    buttons: [],
  };
}
