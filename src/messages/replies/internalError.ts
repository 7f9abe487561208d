import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

/** The answer after a fault on our side. */
export function internalError(): Card {
  return {
    tone: 'bad',
    title: text`⚠️ Something went wrong on our side; your watches are safe`,
    body: [text`Try again in a minute, or type ${command('watches')} to see what is watched.`],
    buttons: [],
  };
}
