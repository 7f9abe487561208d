import type { Card } from '../card.ts';
import { nameSnoozed, resumeButtons, type ShownSnooze, type SnoozedSubject } from '../snoozeWords.ts';
import { command, person, type Text, text, time } from '../text.ts';

export interface SnoozedFacts extends SnoozedSubject {
  /** ms since the epoch. */
  readonly until: number;
  /** Whether it ends earlier than the person wanted. */
  readonly isCut: boolean;
}

/** Said where people without rights want more than they can have. */
export const LIMIT_FOR_ANYONE: Text = text`Anyone can pause a whole channel for up to an hour in a row. For longer, a manager types ${command('snooze 2h')}`;

/** The answer to `snooze`: what is paused, and until when. */
export function snoozed({ until, isCut, ...about }: SnoozedFacts): Card {
  return {
    tone: 'neutral',
    title: text`😴 Alerts paused ${nameSnoozed(about)} until ${time(until)}`,
    body: [text`What is still a problem then is posted then.`, ...(isCut ? [LIMIT_FOR_ANYONE] : [])],
    buttons: resumeButtons([about]),
  };
}

/** The answer to `snooze` where the channel's snooze stays as it is. */
export function stillSnoozed({ by, until }: ShownSnooze, isManaged: boolean): Card {
  return {
    tone: 'neutral',
    title: text`😴 Alerts were paused here already, until ${time(until)}`,
    body: [
      text`By ${person(by)}.`,
      isManaged
        ? text`That is longer than an hour, so only a manager can change it. A manager types ${command('snooze off')}`
        : LIMIT_FOR_ANYONE,
    ],
    buttons: isManaged ? [] : resumeButtons([{}]),
  };
}
