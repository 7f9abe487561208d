import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { command, person, text } from '../text.ts';

/** For everyone in a channel: who connected an account there, or renewed its access, and what it is good for. */
export function accountConnected({ account, username, by, isRenewal }: ContentOf<'account-connected'>): Card {
  return {
    tone: 'good',
    title: isRenewal
      ? text`🔗 ${person(by)} renewed the access to @${username} (${account})`
      : text`🔗 ${person(by)} connected @${username} (${account})`,
    body: isRenewal
      ? [text`Threadwatch has a new access token, and goes on with all that is watched of it.`]
      : [
          text`Everyone here can now watch its posts: ${command(`watch <container> account:${account}`)}`,
          text`To hear when a quota runs out: ${command(`alerts on account:${account}`)}`,
        ],
    context: [
      text`Account ${account} · to take it away again: ${command(`disconnect ${account}`)} (managers)`,
    ],
    buttons: [],
  };
}
