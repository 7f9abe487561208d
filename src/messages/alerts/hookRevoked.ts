import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { command, person, text } from '../text.ts';

/** For everyone in a channel: who revoked a hook, and that its URL does nothing any more. */
export function hookRevoked({ hook, account, by }: ContentOf<'hook-revoked'>): Card {
  return {
    tone: 'neutral',
    title: text`🪝 ${person(by)} revoked the hook ${hook} for ${account}`,
    body: [
      text`Its URL is refused from now on. What programs registered by it stays watched: ${command('watches')}`,
    ],
    context: [text`Account ${account} · to make a new one: ${command('hook on')} (managers)`],
    buttons: [],
  };
}
