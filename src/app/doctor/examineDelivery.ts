import type { Accounts } from '../../accounts/accounts.ts';
import { quotaSubscriptionSchema } from '../../alerts/quotaSubscription.ts';
import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { systemClock } from '../../clock.ts';
import { checkDelivery, type WaitingChannel } from '../../doctor/checkDelivery.ts';
import { checkEvents } from '../../doctor/checkEvents.ts';
import { checkHooks } from '../../doctor/checkHooks.ts';
import { checkUnreachable } from '../../doctor/checkUnreachable.ts';
import { toDeliveries } from '../../events/eventReceiver.ts';
import { hookSchema } from '../../hooks/hook.ts';
import type { Finding } from '../../messages/findings.ts';
import { isNew, notificationSchema } from '../../notifications/notification.ts';
import { snoozeSchema } from '../../notifications/snoozeStore.ts';
import type { Collection, Store } from '../../store/store.ts';
import { watchSchema } from '../../watches/watch.ts';
import { createRecords } from '../core/createRecords.ts';

/** How many events wait is known to the running bot. */
const NOT_COUNTED = 0;

/** A record that can't be read is named in the log of the program. */
const skip = (): void => undefined;

export interface DeliveryParts {
  readonly accounts: Pick<Accounts, 'all'>;
  /** Whether HTTP_PORT is set. */
  readonly canBeCalled: boolean;
  readonly now: number;
}

/** Reads from a store what became of the messages and hooks of a Threadwatch that may run beside. It writes nothing. */
export async function examineDelivery(
  store: Store,
  { accounts, canBeCalled, now }: DeliveryParts,
): Promise<Finding[]> {
  const { deadLetters, unreachableChannels, hookStore, receivers } = createRecords(store, skip, {
    clock: systemClock,
  });
  await Promise.all([deadLetters, unreachableChannels, hookStore].map((each) => each.load(skip)));
  const lost = unreachableChannels.all(now);
  const subscribed = new Set(
    lost.length === 0 ? [] : (await findSubscribedChannels(store)).map((channel) => channelKey(channel)),
  );
  return [
    ...checkDelivery({ waiting: await findWaiting(store), deadLetters: deadLetters.all(now), now }),
    ...checkUnreachable(lost, undefined, (channel) => subscribed.has(channelKey(channel))),
    ...checkHooks({
      hooks: hookStore.all().map(({ channel, ...hook }) => ({ ...hook, channel: channel.id })),
      accounts: accounts.all.map(({ name }) => name),
      canBeCalled,
      now,
    }),
    ...checkEvents(
      receivers
        .all()
        .map(({ target, ...hook }) => ({ ...hook, deliveries: toDeliveries(target, NOT_COUNTED) })),
    ),
  ];
}

/** Since when the oldest message or edit of each channel waits, except where a snooze may hold it back. */
async function findWaiting(store: Store): Promise<WaitingChannel[]> {
  const snoozed = new Set<string>();
  for await (const { channel } of valuesOf(store.collection('snoozes', snoozeSchema)))
    snoozed.add(channelKey(channel));
  const waiting = new Map<string, WaitingChannel>();
  for await (const notification of valuesOf(store.collection('notifications', notificationSchema))) {
    const { channel, at, synced } = notification;
    // Nothing says since when an edit waits.
    if (synced || !isNew(notification) || snoozed.has(channelKey(channel))) continue;
    const before = waiting.get(channelKey(channel));
    waiting.set(channelKey(channel), { channel, call: 'post', since: Math.min(at, before?.since ?? at) });
  }
  return [...waiting.values()];
}

/** The channels in which somebody watches something, or has alerts or a hook. */
export async function findSubscribedChannels(store: Store): Promise<ChannelRef[]> {
  const channels = new Map<string, ChannelRef>();
  const add = (channel: ChannelRef): void => void channels.set(channelKey(channel), channel);
  for await (const { subscribers } of valuesOf(store.collection('watches', watchSchema)))
    for (const { channel } of subscribers) add(channel);
  for await (const { channel } of valuesOf(store.collection('quota-alerts', quotaSubscriptionSchema)))
    add(channel);
  for await (const { channel, revoked } of valuesOf(store.collection('hooks', hookSchema)))
    if (revoked === undefined) add(channel);
  return [...channels.values()];
}

async function* valuesOf<T>(records: Collection<T>): AsyncGenerator<T> {
  for await (const [, record] of records.entries(skip)) yield record;
}
