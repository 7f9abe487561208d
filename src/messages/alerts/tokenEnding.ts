import { isPassing } from '../../threads/errors.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { exchangeToken, explainFailedRefresh, renewalButtons, renewToken } from '../remedy.ts';
import { type Text, text, time } from '../text.ts';

/** An account's token, or the permission behind it, ends unless a person acts; later, that a new token works. */
export function tokenEnding(facts: ContentOf<'token-ending'>): Card {
  const { account, endsAt, healed, remedy } = facts;
  if (healed !== undefined) return renewed(facts, healed);
  const later =
    endsAt === undefined
      ? 'Everything works until the token ends; Threads does not say when that is.'
      : 'Everything works until then; after that nothing of the account can be checked.';
  return {
    tone: 'warning',
    title: headline(facts),
    body: [...mendFirst(facts), whatToDo(facts), text`${why(facts)} ${later}`],
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
    return text`Threads asks people every 90 days whether they still agree; no program can do that for them.`;
  if (error === undefined) return text`It is a short-lived token, which can't be refreshed.`;
  return text`It couldn't be refreshed: ${explainFailedRefresh(error)}. Threadwatch goes on trying.`;
}

/** Where Threads names a reason, another token may be refused for the same. */
function mendFirst({ end, error }: ContentOf<'token-ending'>): Text[] {
  if (end === 'grant' || error === undefined || isPassing(error)) return [];
  return [
    text`If you can mend the reason that Threads names below, do that first: then Threadwatch refreshes the token by itself. Otherwise:`,
  ];
}

function whatToDo({ account, end, error, remedy }: ContentOf<'token-ending'>): Text {
  const isShortLived = end === 'token' && error === undefined;
  return isShortLived && remedy?.renewal !== 'connect'
    ? exchangeToken('present')
    : renewToken(account, remedy);
}

function renewed(
  facts: ContentOf<'token-ending'>,
  { at, endsAt: until }: NonNullable<ContentOf<'token-ending'>['healed']>,
): Card {
  const next = until === undefined ? '' : text` It ends ${time(until)}, and is refreshed before then.`;
  return {
    tone: 'good',
    title: headline(facts),
    body: [text`✅ Renewed ${time(at)}: the new token works.${next}`],
    buttons: [],
  };
}
