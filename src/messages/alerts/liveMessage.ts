import { stopLiveButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeEnd, describeState } from '../containerWords.ts';
import type { ContentOf, LiveItem } from '../content.ts';
import { resumeButtons, type SnoozedSubject } from '../snoozeWords.ts';
import { code, person, type Text, text, time } from '../text.ts';

const NAMES = new Intl.ListFormat('en-GB');

/**
 * The public live message of one `watch`: the state of each of its containers.
 *
 * @param id names the message on its button
 */
export function liveMessage(content: ContentOf<'live'>, id: string): Card {
  const { by, note, items } = content;
  const watched = items.filter((item) => item.watched).map(({ container }) => container);
  const isOpen = watched.length > 0;
  const accounts = [...new Set(items.map((item) => item.account ?? content.account))];
  const [account] = accounts;
  const of = NAMES.format(accounts);
  return {
    tone: isOpen ? 'waiting' : 'neutral',
    title: isOpen
      ? text`👀 Watching ${nameOf(items)} of ${of}`
      : text`☑️ No longer watching ${nameOf(items)} of ${of}`,
    body: [
      ...items.map((item) =>
        describeItem(item, accounts.length > 1 ? (item.account ?? content.account) : undefined),
      ),
      text`${note === undefined ? '' : `“${note}” · `}for ${person(by)}`,
    ],
    buttons: isOpen
      ? [
          stopLiveButton(id, accounts.length > 1 ? undefined : account, watched),
          ...resumeButtons(findSnoozed(content)),
        ]
      : [],
  };
}

/** The containers of a live message that are snoozed. */
function findSnoozed({ items, ...content }: ContentOf<'live'>): SnoozedSubject[] {
  return items
    .filter(({ watched, snoozed }) => watched && snoozed !== undefined && snoozed.ended === undefined)
    .map(({ container, account = content.account }) => ({ account, container }));
}

function nameOf(items: readonly LiveItem[]): string {
  return items.length === 1 ? 'a container' : `${items.length} containers`;
}

/** @param account `undefined` where all containers of the message are of one account */
function describeItem(item: LiveItem, account: string | undefined): Text {
  const { container, createdAt, state, watched, droppedBy, snoozed } = item;
  const of = account === undefined ? '' : ` of ${account}`;
  if (droppedBy !== undefined)
    return text`➖ ${code(container)}${of} no longer watched: stopped by ${person(droppedBy)}`;
  const { sign, words } = watched ? describeState(state, createdAt) : describeEnd(state);
  const quiet =
    watched && snoozed && snoozed.ended === undefined
      ? text` · 😴 snoozed by ${person(snoozed.by)} until ${time(snoozed.until)}`
      : text``;
  return text`${sign} ${code(container)}${of} ${words}${quiet}`;
}
