import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { code, command, strong, text, time } from '../text.ts';

/** For a channel whose publishing program makes calls that can't be read: what to change in it. */
export function hookUnreadable({ hook, account, field, message, at }: ContentOf<'hook-unreadable'>): Card {
  return {
    tone: 'warning',
    title: text`⚠️ A program's call to the hook ${hook} can't be read: look at its ${field}`,
    body: [
      text`${strong('What to do:')} ${message}`,
      text`Nothing of such a call is watched. The program was told the same, with the HTTP status 400 or 413.`,
    ],
    context: [
      text`Account ${account} · field ${code(field)} · ${time(at)} · told at most once an hour · ${command('hook show')}`,
    ],
    buttons: [],
  };
}
