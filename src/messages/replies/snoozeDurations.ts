import { snoozeChannelButton, snoozeChoices, writeSnooze } from '../buttons.ts';
import type { Card } from '../card.ts';
import {
  describeSnoozes,
  nameSnoozed,
  resumeButtons,
  type ShownSnooze,
  type SnoozedSubject,
} from '../snoozeWords.ts';
import { command, text } from '../text.ts';
import { LIMIT_FOR_ANYONE } from './snoozed.ts';

export interface SnoozeDurationsFacts extends SnoozedSubject {
  /** The snooze of exactly this that holds now. */
  readonly current: ShownSnooze | undefined;
  readonly isManager: boolean;
}

/** The answer to *Snooze*, and to `snooze` without a duration: the durations to choose from. */
export function snoozeDurations({ current, isManager, account, container }: SnoozeDurationsFacts): Card {
  const about = { account, container };
  const isShort = account === undefined && !isManager;
  return {
    tone: 'neutral',
    title: text`😴 For how long should alerts be paused ${nameSnoozed(about)}?`,
    body: [
      ...(current === undefined ? [] : describeSnoozes([current])),
      text`Choose one, or type ${command(writeSnooze('30m', about))}`,
      ...(isShort ? [LIMIT_FOR_ANYONE] : []),
    ],
    buttons: [
      snoozeChoices(about, isShort),
      ...(account === undefined ? [] : [snoozeChannelButton()]),
      ...(current === undefined ? [] : resumeButtons([about])),
    ],
  };
}
