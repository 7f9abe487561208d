import type { Card } from '../card.ts';
import type { Acknowledgement } from '../content.ts';
import { command, person, text, time } from '../text.ts';

/** The answer to *Acknowledge*: who takes care of it. @param isNew whether nobody did before */
export function acknowledged({ by, at }: Acknowledgement, isNew: boolean): Card {
  return {
    tone: isNew ? 'good' : 'neutral',
    title: isNew
      ? text`🙋 You are taking care of this alert`
      : text`🙋 ${person(by)} is already taking care of this alert`,
    body: isNew ? [text`The alert names you, and no reminder comes.`] : [text`Since ${time(at)}.`],
    buttons: [],
  };
}

/** The answer to *Acknowledge* where nothing is left to take care of. */
export function nothingToAcknowledge(): Card {
  return {
    tone: 'neutral',
    title: text`☑️ There is nothing left to acknowledge`,
    body: [
      text`The alert is over, or it is more than a day old. ${command('watches')} shows how everything stands.`,
    ],
    buttons: [],
  };
}
