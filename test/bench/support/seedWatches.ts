import { type ChannelRef, channelKey } from '../../../src/channelRef.ts';
import type { LiveItem } from '../../../src/messages/content.ts';
import { type Notification, notificationSchema } from '../../../src/notifications/notification.ts';
import { notificationIndex } from '../../../src/notifications/notificationIndex.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { type Watch, watchKey, watchSchema } from '../../../src/watches/watch.ts';
import { watchIndex } from '../../../src/watches/watchIndex.ts';

/** The relevant fields of a watch; times are ms since the epoch. */
export interface SeededWatch {
  readonly account: string;
  readonly container: string;
  readonly channel: ChannelRef;
  readonly createdAt: number;
  readonly nextCheckAt: number;
  readonly checks: number;
  readonly status: string;
}

/** A live message that already exists in a channel. */
export interface SeededMessage {
  readonly channel: ChannelRef;
  readonly messageId: string;
}

/** How many records are written at once. */
const PAGE = 5_000;

/**
 * Writes watches and their live messages to a store, as a running bot would.
 *
 * @param perMessage how many containers each `watch` command named
 * @param prefix begins the keys of a partition
 */
export async function seedWatches(
  storeUrl: string,
  watches: readonly SeededWatch[],
  perMessage: number,
  prefix?: string,
): Promise<readonly SeededMessage[]> {
  const notifications: Notification[] = [];
  const records: Watch[] = [];
  for (const inChannel of Map.groupBy(
    watches,
    ({ account, channel }) => `${account} ${channelKey(channel)}`,
  ).values())
    for (let start = 0; start < inChannel.length; start += perMessage) {
      const together = inChannel.slice(start, start + perMessage);
      const notification = createLive(notifications.length, together);
      if (notification === undefined) continue;
      notifications.push(notification);
      records.push(...together.map((watch) => createWatch(watch, notification.id)));
    }
  const store = await openStore(storeUrl, { ...(prefix && { prefix }) });
  await writeAll(records, (page) =>
    store
      .indexed('watches', watchSchema, watchIndex)
      .setMany(page.map((watch) => [watchKey(watch.account, watch.container), watch])),
  );
  await writeAll(notifications, (page) =>
    store
      .indexed('notifications', notificationSchema, notificationIndex)
      .setMany(page.map((notification) => [notification.id, notification])),
  );
  await store.close();
  return notifications.map(({ channel, messageId = '' }) => ({ channel, messageId }));
}

async function writeAll<T>(
  records: readonly T[],
  write: (page: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < records.length; start += PAGE) await write(records.slice(start, start + PAGE));
}

function createLive(count: number, watches: readonly SeededWatch[]): Notification | undefined {
  const [first] = watches;
  if (first === undefined) return undefined;
  const { channel, account, createdAt: at } = first;
  const items: LiveItem[] = watches.map(({ container, createdAt, status }) => ({
    container,
    createdAt,
    state: { kind: 'status', status, at: createdAt },
    watched: true,
  }));
  return {
    version: 2,
    id: `live-00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    channel,
    content: { kind: 'live', account, by: '1400000000000000001', items },
    at,
    messageId: String(1_600_000_000_000_000_000n + BigInt(count)),
    synced: true,
    final: false,
  };
}

function createWatch(seed: SeededWatch, liveId: string): Watch {
  const { account, container, channel, createdAt, nextCheckAt, checks, status } = seed;
  return {
    version: 2,
    account,
    container,
    createdAt,
    firstSeenAt: createdAt,
    nextCheckAt,
    checks,
    state: { kind: 'status', status, at: createdAt },
    delayedNotified: false,
    expiryNotified: false,
    subscribers: [{ channel, by: '1400000000000000001', liveId, since: createdAt }],
  };
}
