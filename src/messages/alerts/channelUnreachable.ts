import type { Card } from '../card.ts';
import { code, command, text } from '../text.ts';

export interface ChannelUnreachableFacts {
  readonly channel: string;
  /** Why nothing reaches it any more, in a clause. */
  readonly reason: string;
  /** What they had watched there. */
  readonly containers: readonly string[];
  /** Whose quota alerts they had turned on there. */
  readonly accounts: readonly string[];
}

/** For whoever made watches, or turned quota alerts on, in a channel that nothing reaches any more. */
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
