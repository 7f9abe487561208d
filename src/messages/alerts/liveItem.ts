import { publishButton } from '../buttons.ts';
import type { Button } from '../card.ts';
import { describeEnd, describeState, isReady, linkToPost } from '../containerWords.ts';
import type { ContentOf, LiveItem } from '../content.ts';
import { linkToMessage, type MessageLinks } from '../links.ts';
import { shortenNote } from '../postWords.ts';
import type { SnoozedSubject } from '../snoozeWords.ts';
import { code, person, type Text, text, time } from '../text.ts';

/**
 * One post of a live message, on a line of its own.
 *
 * @param account whose it is; `undefined` where all posts of the message are of one account
 */
export function describeItem(item: LiveItem, account: string | undefined, links: MessageLinks): Text {
  const { container, note, createdAt, state, watched, droppedBy, snoozed, alert } = item;
  const called = note === undefined ? text`` : text`“${shortenNote(note)}” `;
  const name = text`${called}${code(container)}${account === undefined ? '' : ` of ${account}`}`;
  if (droppedBy !== undefined) return text`⏹️ ${name} no longer watched: stopped by ${person(droppedBy)}`;
  const { sign, words } = watched ? describeState(state, createdAt) : describeEnd(state);
  const quiet =
    watched && snoozed && snoozed.ended === undefined
      ? [text`😴 snoozed by ${person(snoozed.by)} until ${time(snoozed.until)}`]
      : [];
  const rest = [...quiet, ...linkToPost(state), ...linkToMessage(links, alert, 'alert')];
  return text`${sign} ${name} ${words}${rest.flatMap((each) => text` · ${each}`)}`;
}

/** The containers of a live message that are snoozed. */
export function findSnoozed({ items, account }: ContentOf<'live'>): SnoozedSubject[] {
  return items
    .filter(({ watched, snoozed }) => watched && snoozed !== undefined && snoozed.ended === undefined)
    .map((item) => ({ account: item.account ?? account, container: item.container }));
}

/** A button for the only container of a live message that is ready. */
export function publishButtons({ items, account }: ContentOf<'live'>): Button[] {
  const [ready, ...others] = items.filter((item) => item.watched && isReady(item.state));
  return ready === undefined || others.length > 0
    ? []
    : [publishButton({ account: ready.account ?? account, container: ready.container })];
}
