import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

/** The answer where something of ours broke: what is kept, and what to do. */
export function internalError(): Card {
  return {
    tone: 'bad',
    title: text`⚠️ Something went wrong on our side; nothing that was watched is lost`,
    body: [text`Try again in a minute, or type ${command('watches')} to see what is watched.`],
    buttons: [],
  };
}
