import type { ChannelRef, PlatformName } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { channelUnreachable } from '../messages/alerts/channelUnreachable.ts';
import type { ChannelSettings } from '../notifications/channelSettings.ts';
import type { ChatPort, DeliveryError } from '../notifications/chatPort.ts';
import type { OnNotification } from '../notifications/notificationReport.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';
import type { UnreachableChannels } from './unreachableChannels.ts';
import type { UnwatchService } from './unwatchService.ts';

/** The hooks of channels, which end with them. */
export interface ChannelHooks {
  /** @returns what they were, and who made each */
  forgetChannel(
    channel: ChannelRef,
  ): Promise<readonly { readonly name: string; readonly account: string; readonly by: string }[]>;
}

export interface UnsubscribeParts {
  readonly unwatchService: UnwatchService;
  readonly quotaAlerts: QuotaAlerts;
  readonly recentSubscribers: RecentSubscribers;
  readonly outbox: Outbox;
  readonly channelSettings: ChannelSettings;
  readonly unreachableChannels: UnreachableChannels;
  readonly hooks: ChannelHooks;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  /** Called with what became of each notification that is not sent any more. */
  readonly onNotification: OnNotification;
}

/**
 * Ends every subscription of a channel that can't be posted to any more, and records that for `doctor`. Then sends a
 * direct message to the people who made the watches or the hooks, or turned the quota alerts on, where the platform allows that.
 */
export async function unsubscribeChannel(
  channel: ChannelRef,
  reason: DeliveryError,
  parts: UnsubscribeParts,
): Promise<void> {
  const watches = await parts.unwatchService.forgetChannel(channel);
  const subscriptions = await parts.quotaAlerts.forgetChannel(channel);
  const hooks = await parts.hooks.forgetChannel(channel);
  await parts.recentSubscribers.forgetChannel(channel);
  await parts.channelSettings.forgetChannel(channel);
  // A watch that ended just now is on no list any more, but its alert was not sent: it counts as well.
  const waiting = await parts.outbox.forgetChannel(channel);
  for (const notification of waiting) parts.onNotification({ notification, outcome: 'lost' });
  const unsent = waiting.flatMap(({ content }) => (content.kind === 'container' ? [content] : []));
  const ended = [...watches, ...unsent];
  if (ended.length + subscriptions.length + hooks.length > 0)
    await parts.unreachableChannels.add({
      version: 2,
      channel,
      reason: reason.message,
      at: parts.clock.now(),
      containers: new Set(ended.map(({ container }) => container)).size,
      accounts: subscriptions.map(({ account }) => account),
      hooks: hooks.length,
    });
  const chat = parts.chats.get(channel.platform);
  if (chat?.tellPerson === undefined) return;
  const containers = Map.groupBy(ended, ({ by }) => by);
  const accounts = Map.groupBy(subscriptions, ({ by }) => by);
  const made = Map.groupBy(hooks, ({ by }) => by);
  for (const person of new Set([...containers.keys(), ...accounts.keys(), ...made.keys()]))
    await chat.tellPerson(
      channel,
      person,
      channelUnreachable({
        channel: channel.id,
        reason: reason.message,
        containers: [...new Set(containers.get(person)?.map(({ container }) => container))],
        accounts: accounts.get(person)?.map(({ account }) => account) ?? [],
        hooks: made.get(person) ?? [],
      }),
    );
}
