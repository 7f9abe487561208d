import { formatDuration } from '../duration.ts';
import { explainError } from '../threads/explanations.ts';
import { reconnectButton } from './buttons.ts';
import type { Card } from './card.ts';
import type { ContentOf } from './content.ts';
import { type Text, text, time } from './text.ts';

/** An account of which nothing can be seen at present: why, what to do, and what becomes of the watches. */
export function accountBlind(facts: ContentOf<'blind'>): Card {
  const { account, trouble } = facts;
  if (facts.until !== undefined) return wasBlind(facts, facts.until);
  const isPassing = trouble.kind === 'outage' || trouble.kind === 'limited';
  return {
    tone: isPassing ? 'warning' : 'bad',
    title: headline(facts),
    body: [text`${explainError(trouble).fix}`, promise(facts)],
    buttons: isMendedByPerson(trouble) ? [reconnectButton(account)] : [],
  };
}

/** What the message reads when it is over: nobody is to act on it any more. */
function wasBlind({ account, trouble, since }: ContentOf<'blind'>, until: number): Card {
  return {
    tone: 'good',
    title: text`✅ ${account} can be seen again; it could not for ${formatDuration(until - since)}`,
    body: [text`The reason was: ${explainError(trouble).cause}.`],
    buttons: [],
  };
}

/** A new token mends what was refused or not granted; a restricted account has to log in to Threads itself. */
function isMendedByPerson({ kind }: ContentOf<'blind'>['trouble']): boolean {
  return kind === 'token' || kind === 'permission';
}

function headline({ account, trouble, since, nextProbeAt }: ContentOf<'blind'>): Text {
  switch (trouble.kind) {
    case 'outage':
      return text`🌩️ Threads does not answer for ${account}: the trouble began ${time(since)}`;
    case 'limited':
      return text`🚦 Threads limits ${account}: it may be asked again ${time(nextProbeAt)}`;
    default:
      return text`🔑 Nothing of ${account} can be seen: ${explainError(trouble).cause}`;
  }
}

function promise({ trouble, nextProbeAt }: ContentOf<'blind'>): Text {
  const meanwhile =
    'Until then no container of it can be looked at; its watches are kept, and what falls due is made up.';
  if (trouble.kind === 'outage') return text`${meanwhile}`;
  return text`${meanwhile} The next try is ${time(nextProbeAt)}.`;
}
