import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { DeliveryError } from '../notifications/chatPort.ts';

/** What knows channels. */
interface ChannelList {
  channels(): readonly ChannelRef[];
}

export interface LeaveParts {
  readonly watchStore: ChannelList;
  readonly quotaAlerts: ChannelList;
  readonly recentSubscribers: ChannelList;
  readonly channelSettings: ChannelList;
  readonly outbox: { pendingChannels(): readonly ChannelRef[] };
  readonly hookStore: { all(): readonly { readonly channel: ChannelRef }[] };
  readonly dispatcher: { endSubscriptions(channel: ChannelRef, reason: DeliveryError): Promise<void> };
}

/**
 * Ends every subscription in a workspace that the bot was removed from. Called again after a crash, it ends what is left.
 *
 * @throws StoreError where the store fails
 */
export async function leaveWorkspace(
  { platform, workspace }: Omit<ChannelRef, 'id'>,
  reason: DeliveryError,
  parts: LeaveParts,
): Promise<void> {
  const { watchStore, quotaAlerts, recentSubscribers, channelSettings, outbox, hookStore } = parts;
  const all = [
    ...[watchStore, quotaAlerts, recentSubscribers, channelSettings].flatMap((list) => list.channels()),
    ...outbox.pendingChannels(),
    ...hookStore.all().map(({ channel }) => channel),
  ];
  const channels = new Map(
    all
      .filter((channel) => channel.platform === platform && channel.workspace === workspace)
      .map((channel) => [channelKey(channel), channel]),
  );
  for (const channel of channels.values()) await parts.dispatcher.endSubscriptions(channel, reason);
}
