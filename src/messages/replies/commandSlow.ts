import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

/**
 * The answer to a command that takes longer than a person should wait. What it does goes on.
 *
 * @param line the command as it can be typed again
 */
export function commandSlow(line: string): Card {
  return {
    tone: 'warning',
    title: text`⏳ Threads is slow to answer: this is still running`,
    body: [text`To see the result, type this again in a minute: ${command(line)}`],
    buttons: [],
  };
}
