import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

export interface DisconnectedFacts {
  readonly account: string;
  readonly watches: number;
  /** Channels whose quota alerts ended. */
  readonly alerts: number;
  /** Whether people can connect accounts in chat. */
  readonly canConnect: boolean;
}

/** The answer to `disconnect`: what was deleted. */
export function disconnected({ account, watches, alerts, canConnect }: DisconnectedFacts): Card {
  return {
    tone: 'neutral',
    title: text`🔌 ${account} is disconnected; its token is deleted`,
    body: [
      text`Deleted with it: ${count(watches, 'watch', 'watches')}, the quota alerts of ${count(alerts, 'channel', 'channels')}, and what was snoozed and read of it.`,
      text`Threads still lists the app under its user's website permissions; there it can be taken off.${canConnect ? text` ${command('connect')} brings the account back.` : ''}`,
    ],
    buttons: [],
  };
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
