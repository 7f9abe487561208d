import { quotaSubscriptionSchema } from '../../alerts/quotaSubscription.ts';
import { UnreachableChannels, unreachableChannelSchema } from '../../alerts/unreachableChannels.ts';
import { channelKey } from '../../channelRef.ts';
import { checkDelivery, type WaitingChannel } from '../../doctor/checkDelivery.ts';
import { checkUnreachable } from '../../doctor/checkUnreachable.ts';
import type { Finding } from '../../messages/replies/doctorReport.ts';
import { DeadLetters, deadLetterSchema } from '../../notifications/deadLetters.ts';
import { isNew, notificationSchema } from '../../notifications/notification.ts';
import { snoozeSchema } from '../../notifications/snoozeStore.ts';
import type { Collection, Store } from '../../store/store.ts';
import { watchSchema } from '../../watches/watch.ts';

/** A record that can't be read is named in the log of the program. */
const skip = (): void => undefined;

/** Reads from a store what became of the messages of a Threadwatch that may run beside. It writes nothing. */
export async function examineDelivery(store: Store, now: number): Promise<Finding[]> {
  const deadLetters = new DeadLetters(store.collection('dead-letters', deadLetterSchema));
  await deadLetters.load(skip);
  const unreachable = new UnreachableChannels(
    store.collection('unreachable-channels', unreachableChannelSchema),
  );
  await unreachable.load(skip);
  const lost = unreachable.all(now);
  const subscribed = lost.length === 0 ? new Set<string>() : await subscribedChannels(store);
  return [
    ...checkDelivery({ waiting: await findWaiting(store), deadLetters: deadLetters.all(now), now }),
    ...checkUnreachable(lost, undefined, (channel) => subscribed.has(channelKey(channel))),
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

async function subscribedChannels(store: Store): Promise<Set<string>> {
  const channels = new Set<string>();
  for await (const { subscribers } of valuesOf(store.collection('watches', watchSchema)))
    for (const { channel } of subscribers) channels.add(channelKey(channel));
  for await (const { channel } of valuesOf(store.collection('quota-alerts', quotaSubscriptionSchema)))
    channels.add(channelKey(channel));
  return channels;
}

async function* valuesOf<T>(records: Collection<T>): AsyncGenerator<T> {
  for await (const [, record] of records.entries(skip)) yield record;
}
