import { snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import {
  describeSnoozes,
  nameSnoozed,
  resumeButtons,
  type ShownSnooze,
  type SnoozedSubject,
} from '../snoozeWords.ts';
import { text } from '../text.ts';

/** The answer to `snooze off`: what was held back comes now. */
export function resumed(about: SnoozedSubject): Card {
  return {
    tone: 'good',
    title: text`▶️ Alerts resumed ${nameSnoozed(about)}`,
    body: [text`What is still a problem is posted now.`],
    buttons: [snoozeButton(about)],
  };
}

/** The answer to `snooze off` where that is not snoozed. @param others what else is snoozed in the channel */
export function notSnoozed(about: SnoozedSubject, others: readonly ShownSnooze[]): Card {
  return {
    tone: 'neutral',
    title:
      others.length === 0
        ? text`▶️ Alerts aren't paused ${nameSnoozed(about)}`
        : text`▶️ Nothing to resume ${nameSnoozed(about)}; what is paused:`,
    body: describeSnoozes(others),
    buttons: others.length > 0 ? resumeButtons(others) : [snoozeButton(about)],
  };
}
