import { resumeButton, resumeOneOfButton } from './buttons.ts';
import type { Button } from './card.ts';
import type { SnoozeEnd, SnoozeMark } from './content.ts';
import { code, person, type Text, text, time } from './text.ts';

/** What is snoozed in a channel: one container, an account's quotas, or the whole channel. */
export interface SnoozedSubject {
  /** Left out for the whole channel. */
  readonly account?: string | undefined;
  /** Left out for the account's quotas. */
  readonly container?: string | undefined;
}

/** One snooze of a channel, as people are told of it. */
export type ShownSnooze = SnoozedSubject & Pick<SnoozeMark, 'by' | 'until'>;

/** What people hear nothing of, after "Alerts paused": `here`, `about the quotas of brand`. */
export function nameSnoozed({ account, container }: SnoozedSubject): Text {
  if (account === undefined) return text`here`;
  if (container === undefined) return text`about the quotas of ${account}`;
  return text`about ${code(container)} of ${account}`;
}

/** A message lists no more snoozes than this. */
const MOST_LISTED = 10;

/** One line for each snooze, of the whole channel first: what is paused, until when and by whom. */
export function describeSnoozes(snoozes: readonly ShownSnooze[]): Text[] {
  const sorted = [...snoozes].sort((a, b) => rankOf(a) - rankOf(b));
  const unlisted = sorted.length - MOST_LISTED;
  return [
    ...sorted
      .slice(0, MOST_LISTED)
      .map(
        (snooze) =>
          text`😴 Alerts paused ${nameSnoozed(snooze)} until ${time(snooze.until)}, by ${person(snooze.by)}`,
      ),
    ...(unlisted > 0 ? [text`😴 And ${unlisted} more are paused`] : []),
  ];
}

function rankOf({ account, container }: SnoozedSubject): number {
  return [account, container].filter((each) => each !== undefined).length;
}

/** *Resume alerts* for what is snoozed; where that is several things, one to choose. */
export function resumeButtons(snoozes: readonly SnoozedSubject[]): Button[] {
  const [first, ...others] = [...snoozes].sort((a, b) => rankOf(a) - rankOf(b));
  if (first === undefined) return [];
  return [others.length === 0 ? resumeButton(first) : resumeOneOfButton([first, ...others])];
}

/** The line that shows on a message who snoozed what it tells of, and how that ended. */
export function describeMark({ by, until, ended }: SnoozeMark): Text[] {
  return [
    text`😴 Snoozed by ${person(by)} until ${time(until)}`,
    ...(ended === undefined ? [] : [describeSnoozeEnd(ended)]),
  ];
}

/** The line that is added when a snooze has ended. */
export function describeSnoozeEnd({ at, by }: SnoozeEnd): Text {
  return by === undefined
    ? text`▶️ Over since ${time(at)}: alerts come again`
    : text`▶️ Resumed by ${person(by)}, ${time(at)}`;
}
