import { snoozeChannelButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { code, type Text, text, time } from '../text.ts';

export interface SnoozedFacts {
  /** Left out if the whole channel is snoozed. */
  readonly account: string | undefined;
  /** Left out if the account's quotas are snoozed. */
  readonly container: string | undefined;
  readonly until: number;
}

/** The answer to *Snooze*: what is snoozed, and until when. */
export function snoozed({ account, container, until }: SnoozedFacts): Card {
  return {
    tone: 'neutral',
    title: text`😴 This channel hears nothing of ${nameSubject(account, container)}; that ends ${time(until)}`,
    body: [text`What is still true by then is told once.`],
    buttons: account === undefined ? [] : [snoozeChannelButton()],
  };
}

function nameSubject(account: string | undefined, container: string | undefined): Text {
  if (account === undefined) return text`any alert`;
  if (container === undefined) return text`the quotas of ${account}`;
  return text`container ${code(container)} of ${account}`;
}
