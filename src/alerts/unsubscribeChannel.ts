import type { ChannelRef, PlatformName } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { channelUnreachable } from '../messages/alerts/channelUnreachable.ts';
import type { ChannelSettings } from '../notifications/channelSettings.ts';
import type { ChatPort, DeliveryError } from '../notifications/chatPort.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';
import type { UnreachableChannels } from './unreachableChannels.ts';
import type { UnwatchService } from './unwatchService.ts';

export interface UnsubscribeParts {
  readonly unwatchService: UnwatchService;
  readonly quotaAlerts: QuotaAlerts;
  readonly recentSubscribers: RecentSubscribers;
  readonly outbox: Outbox;
  readonly channelSettings: ChannelSettings;
  readonly unreachableChannels: UnreachableChannels;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
}

/**
 * Ends every subscription of a channel that can't be posted to any more, and records that for `doctor`. Then sends a
 * direct message to the people who made the watches or turned the quota alerts on, where the platform allows that.
 */
export async function unsubscribeChannel(
  channel: ChannelRef,
  reason: DeliveryError,
  parts: UnsubscribeParts,
): Promise<void> {
  const watches = await parts.unwatchService.forgetChannel(channel);
  const subscriptions = await parts.quotaAlerts.forgetChannel(channel);
  await parts.recentSubscribers.forgetChannel(channel);
  await parts.channelSettings.forgetChannel(channel);
  // A watch that ended just now is on no list any more, but its alert was not sent: it counts as well.
  const unsent = (await parts.outbox.forgetChannel(channel)).flatMap(({ content }) =>
    content.kind === 'container' ? [content] : [],
  );
  const ended = [...watches, ...unsent];
  if (ended.length + subscriptions.length > 0)
    await parts.unreachableChannels.add({
      version: 2,
      channel,
      reason: reason.message,
      at: parts.clock.now(),
      containers: new Set(ended.map(({ container }) => container)).size,
      accounts: subscriptions.map(({ account }) => account),
    });
  const chat = parts.chats.get(channel.platform);
  if (chat?.tellPerson === undefined) return;
  const containers = Map.groupBy(ended, ({ by }) => by);
  const accounts = Map.groupBy(subscriptions, ({ by }) => by);
  for (const person of new Set([...containers.keys(), ...accounts.keys()]))
    await chat.tellPerson(
      channel,
      person,
      channelUnreachable({
        channel: channel.id,
        reason: reason.message,
        containers: [...new Set(containers.get(person)?.map(({ container }) => container))],
        accounts: accounts.get(person)?.map(({ account }) => account) ?? [],
      }),
    );
}
