import type { Card } from './card.ts';
import { code, text } from './text.ts';

export interface ChannelLostFacts {
  readonly channel: string;
  /** Why nothing reaches it any more, in a clause. */
  readonly reason: string;
  readonly containers: readonly string[];
}

/** For whoever made watches in a channel that nothing reaches any more. */
export function channelLost({ channel, reason, containers }: ChannelLostFacts): Card {
  return {
    tone: 'bad',
    title: text`📪 Nothing can be posted in ${channel} any more: ${reason}`,
    body: [text`What you had watched there is no longer watched; watch it again in another channel.`],
    items: containers.map((container) => text`${code(container)}`),
    buttons: [],
  };
}
