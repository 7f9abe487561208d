import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

/** The answer after a fault on our side. */
export function internalError(): Card {
  return {
    tone: 'bad',
    title: text`⚠️ Something went wrong on our side; your watches are safe`,
    body: [
      text`What you asked for may not have been done. Try again in a minute; ${command('watches')} shows what is watched.`,
    ],
    buttons: [],
  };
}
