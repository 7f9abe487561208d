import { channelKey } from '../channelRef.ts';
import { SECOND } from '../duration.ts';
import type { RecordIndex } from '../store/recordIndex.ts';
import type { DeliveryCall } from './chatPort.ts';
import { isNew, type Notification } from './notification.ts';

/** What memory holds of every notification. */
export interface OutboxEntry {
  readonly id: string;
  /** The `channelKey`. */
  readonly channel: string;
  /** The second since the epoch in which it was posted or, where that was not stored, decided. */
  readonly second: number;
  /** What it waits for; `undefined` where the posted message shows it. */
  readonly call: DeliveryCall | undefined;
}

/**
 * What the start reads: of a live message all of whose containers are still watched nothing of the content, and of any other
 * notification the whole. Nearly all that are stored are such live messages.
 */
export type StoredEntry = OutboxEntry | Notification;

export function isWhole(stored: StoredEntry): stored is Notification {
  return 'content' in stored;
}

export function toOutboxEntry(notification: Notification): OutboxEntry {
  const { id, channel, at, postedAt = at, synced } = notification;
  const call = isNew(notification) ? 'post' : 'edit';
  return {
    id,
    channel: channelKey(channel),
    second: Math.floor(postedAt / SECOND),
    call: synced ? undefined : call,
  };
}

/** Another meaning of a field needs another number of fields: by that the start knows what it can read. */
export const notificationIndex: RecordIndex<Notification, StoredEntry> = {
  toEntry: (notification) => notification,
  toFields(notification) {
    const { content } = notification;
    if (content.kind !== 'live' || !content.items.every(({ watched }) => watched)) return undefined;
    const { channel, second, call } = toOutboxEntry(notification);
    return call === undefined ? [channel, second] : [channel, second, call];
  },
  // By hand, since zod takes longer for the few fields than V8 does to parse them.
  fromFields(id, fields) {
    if (!Array.isArray(fields) || fields.length > 3) return undefined;
    const [channel, second, call]: unknown[] = fields;
    if (typeof channel !== 'string' || typeof second !== 'number') return undefined;
    return call === undefined || call === 'post' || call === 'edit'
      ? { id, channel, second, call }
      : undefined;
  },
};
