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
  const quotas = text`Type ${command('alerts on')} in another channel: the quota alerts for ${accounts.join(', ')} that you turned on there are off.`;
  const watches = text`Watch these again in another channel: what you watched there is no longer watched.`;
  return {
    tone: 'bad',
    title: text`📪 Can't post in ${channel} any more: ${reason}`,
    body: [...(containers.length > 0 ? [watches] : []), ...(accounts.length > 0 ? [quotas] : [])],
    items: containers.map((container) => text`${code(container)}`),
    buttons: [],
  };
}
