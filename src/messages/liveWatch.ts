import { stopLiveButton } from './buttons.ts';
import type { Card } from './card.ts';
import { describeState } from './containerWords.ts';
import type { ContentOf, LiveItem } from './content.ts';
import { code, person, type Text, text, time } from './text.ts';

/**
 * The public live message of one `watch`: what has become of each of its containers.
 *
 * @param id the message's own, for its button
 */
export function liveWatch({ account, by, note, items }: ContentOf<'live'>, id: string): Card {
  const watched = items.filter((item) => item.watched).map(({ container }) => container);
  const isOpen = watched.length > 0;
  return {
    tone: isOpen ? 'waiting' : 'neutral',
    title: isOpen
      ? text`👀 Watching ${nameOf(items)} of ${account}`
      : text`☑️ No longer watching ${nameOf(items)} of ${account}`,
    body: [...items.map(describeItem), text`${note === undefined ? '' : `“${note}” · `}for ${person(by)}`],
    buttons: isOpen ? [stopLiveButton(id, account, watched)] : [],
  };
}

function nameOf(items: readonly LiveItem[]): string {
  return items.length === 1 ? 'a container' : `${items.length} containers`;
}

function describeItem({ container, createdAt, state, watched, droppedBy, snoozed }: LiveItem): Text {
  if (droppedBy !== undefined)
    return text`➖ ${code(container)} no longer watched: stopped by ${person(droppedBy)}`;
  const { sign, words } = describeState(state, createdAt);
  const quiet =
    watched && snoozed
      ? text` · 😴 snoozed by ${person(snoozed.by)}; that ends ${time(snoozed.until)}`
      : text``;
  return text`${sign} ${code(container)} ${words}${quiet}`;
}
