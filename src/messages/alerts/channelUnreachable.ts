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
  /** The hooks that the person had made there. */
  readonly hooks?: readonly { readonly name: string; readonly account: string }[];
}

/** A line takes so many containers. */
const MOST_AT_ONCE = 20;

/** For a person who made watches or hooks, or turned quota alerts on, in a channel that can't be posted to any more. */
export function channelUnreachable({
  channel,
  reason,
  containers,
  accounts,
  hooks = [],
}: ChannelUnreachableFacts): Card {
  const quotas = accounts.map(
    (account) =>
      text`The quota alerts for ${account} that you turned on there are off. In another channel, type ${command(`alerts on account:${account}`)}`,
  );
  const watches = text`What you watched there is no longer watched. In another channel, type ${command(`watch ${containers.slice(0, MOST_AT_ONCE).join(' ')}`)}`;
  const revoked = hooks.map(
    ({ name, account }) =>
      text`The hook ${name} that you made there for ${account} is revoked: its URL is refused. In another channel, type ${command(`hook on account:${account}`)}`,
  );
  return {
    tone: 'bad',
    title: text`📪 Can't post in ${channel} any more: ${reason}`,
    body: [...(containers.length > 0 ? [watches] : []), ...quotas, ...revoked],
    items: containers.map((container) => text`${code(container)}`),
    buttons: [],
  };
}
