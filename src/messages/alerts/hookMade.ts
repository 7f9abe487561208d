import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { code, command, person, text } from '../text.ts';

/** For everyone in a channel: who made a hook there, and what comes of it. */
export function hookMade({ hook, account, by, eventsTo }: ContentOf<'hook-made'>): Card {
  return {
    tone: 'good',
    title: text`🪝 ${person(by)} made the hook ${hook} for ${account}`,
    body: [
      text`Programs that have its URL can now register posts of ${account} here: nobody has to type their ids.`,
      ...(eventsTo === undefined
        ? []
        : [text`What becomes of posts and quotas of ${account} is also sent to ${code(eventsTo)}.`]),
    ],
    context: [
      text`Account ${account} · to revoke it: ${command(`hook off name:${hook}`)} (managers) · all hooks: ${command('hook show')}`,
    ],
    buttons: [],
  };
}
