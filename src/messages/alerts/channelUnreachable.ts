import type { Card } from '../card.ts';
import { code, command, text } from '../text.ts';

export interface ChannelUnreachableFacts {
  readonly channel: string;
  /** Why nothing can be posted there any more, in a clause. */
  readonly reason: string;
  /** What the person had watched there. */
  readonly containers: readonly string[];
  /** The accounts whose quota alerts the person had turned on there. */
  readonly accounts: readonly string[];
}

/** For a person who made watches, or turned quota alerts on, in a channel that can't be posted to any more. */
export function channelUnreachable({ channel, reason, containers, accounts }: ChannelUnreachableFacts): Card {
  const quotas = text`The quota alerts for ${accounts.join(', ')} that you had turned on there are off; type ${command('alerts on')} in another channel.`;
  const watches = text`What you had watched there is no longer watched; watch it again in another channel.`;
  return {
    tone: 'bad',
    title: text`📪 Nothing can be posted in ${channel} any more: ${reason}`,
    body: [...(accounts.length > 0 ? [quotas] : []), ...(containers.length > 0 ? [watches] : [])],
    items: containers.map((container) => text`${code(container)}`),
    buttons: [],
  };
}
