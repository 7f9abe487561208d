import type { AccessCheck } from '../../accounts/access.ts';
import { type ChannelHooks, unsubscribeChannel } from '../../alerts/unsubscribeChannel.ts';
import type { UnwatchService } from '../../alerts/unwatchService.ts';
import type { ReducedForm } from '../../notifications/dispatch/deliverySender.ts';
import { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import type { OnNotification } from '../../notifications/notificationReport.ts';
import { createNotificationLog } from './createNotificationLog.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

interface DispatcherOptions
  extends Pick<
    ThreadwatchParts,
    'chats' | 'clock' | 'docsUrl' | 'random' | 'log' | 'onDelivery' | 'onNotification'
  > {
  readonly accessOf: AccessCheck;
}

const REDUCED: Readonly<Record<ReducedForm, string>> = {
  plain: "a message was refused; it was sent without what people wrote and without accounts' names",
  'new message': "a message can't be edited; what it was to show is sent as a new message",
  'set aside': 'a message was refused in every form; it is set aside as a dead letter, see doctor',
};

/** What sends the notifications, and logs where that fails. */
export function createDispatcher(
  given: DispatcherOptions,
  records: Records,
  unwatchService: UnwatchService,
  hooks: ChannelHooks,
): Dispatcher {
  const { chats, clock, docsUrl, random, log, onDelivery, onNotification: count } = given;
  const logSent = createNotificationLog(log);
  const onNotification: OnNotification = (report) => {
    logSent(report);
    count?.(report);
  };
  const { outbox, snoozeStore, watchStore, deadLetters, channelSettings } = records;
  const parts = { ...records, unwatchService, hooks, chats, clock, onNotification };
  return new Dispatcher({
    outbox,
    snoozeStore,
    watchStore,
    channelSettings,
    accessOf: given.accessOf,
    chats,
    clock,
    docsUrl,
    random,
    unsubscribeChannel: (channel, reason) => unsubscribeChannel(channel, reason, parts),
    deadLetters,
    onCall: onDelivery,
    onNotification,
    onFault: (err, channel, call) =>
      log.warn({ err, channel, call }, 'sending to a channel failed; its notifications are kept and retried'),
    onLost: (err, channel) =>
      log.warn({ err, channel }, "a channel can't be posted to any more; its subscriptions have ended"),
    onReduced: (err, channel, became) => log.warn({ err, channel }, REDUCED[became]),
    onRecovered: ({ channel, call, since, tries }) =>
      log.info({ channel, call, since: new Date(since), tries }, 'sending to the channel works again'),
  });
}
