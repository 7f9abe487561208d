import { formatDuration } from '../../duration.ts';
import { explainError } from '../../threads/explanations.ts';
import { reconnectButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { type Text, text, time } from '../text.ts';

/** An account that can't be called: why, what to do, and what happens to its watches. */
export function accountOutage(facts: ContentOf<'account-outage'>): Card {
  const { account, error } = facts;
  if (facts.until !== undefined) return outageOver(facts, facts.until);
  const isPassing = error.kind === 'outage' || error.kind === 'limited';
  return {
    tone: isPassing ? 'warning' : 'bad',
    title: headline(facts),
    body: [text`${explainError(error).fix}`, describeWatches(facts)],
    buttons: isFixedByNewToken(error) ? [reconnectButton(account)] : [],
  };
}

/** What the message says when the outage has ended: nobody has to act any more. */
function outageOver({ account, error, since }: ContentOf<'account-outage'>, until: number): Card {
  return {
    tone: 'good',
    title: text`✅ ${account} can be seen again; it could not for ${formatDuration(until - since)}`,
    body: [text`The reason was: ${explainError(error).cause}.`],
    buttons: [],
  };
}

/** A new token helps where the old one was refused or lacks a permission; a restricted account has to log in to Threads. */
function isFixedByNewToken({ kind }: ContentOf<'account-outage'>['error']): boolean {
  return kind === 'token' || kind === 'permission';
}

function headline({ account, error, since, nextProbeAt }: ContentOf<'account-outage'>): Text {
  switch (error.kind) {
    case 'outage':
      return text`🌩️ Threads does not answer for ${account}: the trouble began ${time(since)}`;
    case 'limited':
      return text`🚦 Threads limits ${account}: it may be asked again ${time(nextProbeAt)}`;
    default:
      return text`🔑 Nothing of ${account} can be seen: ${explainError(error).cause}`;
  }
}

function describeWatches({ error, nextProbeAt }: ContentOf<'account-outage'>): Text {
  const meanwhile =
    'Until then no container of it can be checked; its watches are kept, and what falls due is made up.';
  if (error.kind === 'outage') return text`${meanwhile}`;
  return text`${meanwhile} The next try is ${time(nextProbeAt)}.`;
}
