import { unsubscribeChannel } from '../../alerts/unsubscribeChannel.ts';
import type { UnwatchService } from '../../alerts/unwatchService.ts';
import { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

type DispatcherOptions = Pick<ThreadwatchParts, 'chats' | 'clock' | 'random' | 'log'>;

/** What sends the notifications, and logs where that fails. */
export function createDispatcher(
  { chats, clock, random, log }: DispatcherOptions,
  records: Records,
  unwatchService: UnwatchService,
): Dispatcher {
  const { outbox, snoozeStore, watchStore, quotaAlerts, recentSubscribers, unreachableChannels } = records;
  const parts = { unwatchService, quotaAlerts, recentSubscribers, outbox, unreachableChannels, chats, clock };
  return new Dispatcher({
    outbox,
    snoozeStore,
    watchStore,
    chats,
    clock,
    random,
    unsubscribeChannel: (channel, reason) => unsubscribeChannel(channel, reason, parts),
    onFault: (err, channel) =>
      log.warn({ err, channel }, 'sending to a channel failed; its notifications are kept and retried'),
    onLost: (err, channel) =>
      log.warn({ err, channel }, "a channel can't be posted to any more; its subscriptions have ended"),
    onRecovered: ({ channel, since, tries }) =>
      log.info({ channel, since: new Date(since), tries }, 'sending to the channel works again'),
  });
}
