import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { command, person, text } from '../text.ts';

/** For everyone in a channel: who disconnected an account, and that nothing of it is told here any more. */
export function accountDisconnected({ account, by }: ContentOf<'account-disconnected'>): Card {
  return {
    tone: 'neutral',
    title: text`🔌 ${person(by)} disconnected ${account}`,
    body: [
      text`Its access token is deleted. Its watches, quota alerts and hooks have ended, so nothing more about it is told here.`,
    ],
    context: [text`Account ${account} · to bring it back: ${command('connect')} (managers)`],
    buttons: [],
  };
}
