import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { exchangeToken, explainFailedRefresh, renewalButtons, renewToken } from '../remedy.ts';
import { joinText, type Text, text, time } from '../text.ts';

/** An account's token, or the permission behind it, ends unless a person acts; later, that a new token works. */
export function tokenEnding(facts: ContentOf<'token-ending'>): Card {
  const { account, endsAt, healed, remedy } = facts;
  if (healed !== undefined) return renewed(account, endsAt, healed);
  const later =
    endsAt === undefined
      ? 'Until it ends all goes on as ever; Threads does not say when that is.'
      : 'Until then all goes on as ever; after that nothing of it can be seen.';
  return {
    tone: 'warning',
    title: headline(facts),
    body: [why(facts), text`${whatToDo(facts)} ${later}`],
    buttons: renewalButtons(account, remedy),
  };
}

function headline({ account, end, endsAt, isLatest }: ContentOf<'token-ending'>): Text {
  if (endsAt === undefined) return text`🔑 The access token of ${account} can't be refreshed`;
  if (end === 'grant') return text`🔑 The permission that ${account} gave ends ${time(endsAt)}`;
  return text`🔑 The access token of ${account} ends ${isLatest ? 'at the latest ' : ''}${time(endsAt)}`;
}

function why({ end, error }: ContentOf<'token-ending'>): Text {
  if (end === 'grant')
    return text`Threads asks people anew after 90 days, whether they still agree; no program can do that for them.`;
  if (error === undefined) return text`It is a short-lived one, which can't be refreshed.`;
  return text`It could not be refreshed: ${explainFailedRefresh(error)}. Threadwatch keeps trying.`;
}

function whatToDo({ account, end, error, remedy }: ContentOf<'token-ending'>): Text {
  const isShortLived = end === 'token' && error === undefined;
  return isShortLived && remedy?.renewal !== 'connect' ? exchangeToken() : renewToken(account, remedy);
}

function renewed(
  account: string,
  endsAt: number | undefined,
  { endsAt: until }: NonNullable<ContentOf<'token-ending'>['healed']>,
): Card {
  const before = endsAt === undefined ? [] : [text`What it had before was to end ${time(endsAt)}.`];
  const next = until === undefined ? [] : [text`It ends ${time(until)}, and is refreshed before then.`];
  const words = [...before, ...next];
  return {
    tone: 'good',
    title: text`✅ ${account} has a new access token, and it works`,
    body: words.length === 0 ? [] : [joinText(words, ' ')],
    buttons: [],
  };
}
