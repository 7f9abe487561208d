import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

export interface DisconnectedFacts {
  readonly account: string;
  readonly watches: number;
  /** Channels whose quota alerts ended. */
  readonly alerts: number;
  /** Hooks that were revoked. */
  readonly hooks: number;
  /** Whether people can connect accounts in chat. */
  readonly canConnect: boolean;
}

/** The answer to `disconnect`: what was deleted. */
export function disconnected({ account, watches, alerts, hooks, canConnect }: DisconnectedFacts): Card {
  return {
    tone: 'neutral',
    title: text`🔌 ${account} is disconnected, and its token is deleted`,
    body: [
      text`Deleted with it: ${count(watches, 'watch', 'watches')}, the quota alerts of ${count(alerts, 'channel', 'channels')}${hooks === 0 ? '' : `, ${count(hooks, 'hook', 'hooks')}`}, and its snoozes and quota readings.`,
      text`To remove the app at Threads too, open the account's website permissions there.${canConnect ? text` To bring the account back, type ${command('connect')}.` : ''}`,
    ],
    buttons: [],
  };
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
