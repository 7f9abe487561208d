import { unsubscribeChannel } from '../../alerts/unsubscribeChannel.ts';
import type { UnwatchService } from '../../alerts/unwatchService.ts';
import { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import { SnoozeExpiry } from '../../notifications/dispatch/snoozeExpiry.ts';
import { SnoozeFilter } from '../../notifications/stages/snoozeFilter.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

type DispatcherOptions = Pick<ThreadwatchParts, 'chats' | 'clock' | 'random' | 'log'>;

/** What sends the notifications, with its faults told in the log. */
export function createDispatcher(
  { chats, clock, random, log }: DispatcherOptions,
  records: Records,
  unwatchService: UnwatchService,
): Dispatcher {
  const { outbox, snoozeStore, watchStore, quotaAlerts, unreachableChannels } = records;
  const parts = { unwatchService, quotaAlerts, outbox, unreachableChannels, chats, clock };
  return new Dispatcher({
    snoozeFilter: new SnoozeFilter(snoozeStore, watchStore),
    snoozeExpiry: new SnoozeExpiry(snoozeStore, outbox),
    outbox,
    chats,
    clock,
    random,
    unsubscribeChannel: (channel, reason) => unsubscribeChannel(channel, reason, parts),
    onFault: (err, channel) =>
      log.warn({ err, channel }, 'a channel does not take its messages; they are kept and sent again later'),
    onLost: (err, channel) =>
      log.warn({ err, channel }, 'a channel takes no messages any more; its subscriptions are ended'),
    onRecovered: ({ channel, since, tries }) =>
      log.info({ channel, since: new Date(since), tries }, 'the channel takes its messages again'),
  });
}
