import { explainError } from '../../threads/explainError.ts';
import { reconnectButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { command, type Text, text, time } from '../text.ts';

/** An account's token, or the permission behind it, ends unless a person acts; later, that a new token works. */
export function tokenEnding(facts: ContentOf<'token-ending'>): Card {
  const { account, end, endsAt, healed } = facts;
  if (healed !== undefined) return renewed(account, endsAt, healed);
  return {
    tone: 'warning',
    title:
      end === 'grant'
        ? text`🔑 The permission that ${account} gave ends ${time(endsAt)}`
        : text`🔑 The access token of ${account} ends ${time(endsAt)}`,
    body: [
      why(facts),
      text`Reconnect ${account} before then: type ${command(`connect account:${account}`)} and log in to Threads as ${account}. Until then all goes on as ever; after that nothing of it can be seen.`,
    ],
    buttons: [reconnectButton(account)],
  };
}

function why({ end, error }: ContentOf<'token-ending'>): Text {
  if (end === 'grant')
    return text`Threads asks people anew after 90 days, whether they still agree; no program can do that for them.`;
  if (error === undefined) return text`It is a short-lived one, which can't be refreshed.`;
  return text`It could not be refreshed: ${explainError(error).cause}. Threadwatch keeps trying.`;
}

function renewed(
  account: string,
  endsAt: number,
  { endsAt: until }: NonNullable<ContentOf<'token-ending'>['healed']>,
): Card {
  const next = until === undefined ? '' : text` It ends ${time(until)}, and is refreshed before then.`;
  return {
    tone: 'good',
    title: text`✅ ${account} has a new access token, and it works`,
    body: [text`What it had before was to end ${time(endsAt)}.${next}`],
    buttons: [],
  };
}
