import { type ChannelRef, channelKey, parseChannelKey } from '../channelRef.ts';
import { SECOND } from '../duration.ts';
import { isBadNews, isRemindable } from './acknowledgement.ts';
import type { DeliveryCall } from './chatPort.ts';
import { kindOf } from './kinds/table.ts';
import { mentionKey } from './mentions.ts';
import type { Notification } from './notification.ts';
import { isWhole, type StoredEntry, toOutboxEntry } from './notificationIndex.ts';
import { groupKey, type PostedGroup } from './postedGroup.ts';

/** What memory holds of a channel's notifications: their ids, and next to nothing of their content. */
interface ChannelEntry {
  readonly channel: ChannelRef;
  /** With the second since the epoch in which each was posted or, where that was not stored, decided. */
  readonly ids: Map<string, number>;
  /** Those to be sent or edited, by their ids. */
  readonly pending: Map<string, Pending>;
  /** By their ids, in the order in which they were posted. */
  readonly groups: Map<string, MutableGroup>;
  /** When each of those was posted that may be brought up once more, ms since the epoch. */
  readonly remindable: Map<string, number>;
  /** The containers that notifications say are watched no more, by the notifications' ids. */
  readonly ended: Map<string, readonly string[]>;
  /** Another number whenever something becomes pending. */
  revision: number;
}

/** What waits to be sent or edited. */
interface Pending {
  readonly call: DeliveryCall;
  /** Since when it waits for the platform alone, ms since the epoch. */
  readonly since: number;
  /** Whether a snooze or quiet hours hold it back. */
  readonly isHeld: boolean;
}

/** What waits for the platforms, without what is held back. */
export interface Waiting {
  readonly count: number;
  /** Since when the one waits that waits longest, ms since the epoch; `undefined` where nothing waits. */
  readonly since: number | undefined;
}

interface MutableGroup extends PostedGroup {
  readonly ids: Set<string>;
  readonly openIds: Set<string>;
  readonly called: Set<string>;
  isAcknowledgeable: boolean;
}

/** When things were posted, since when others wait for it, and which of them are held back. */
export type OutboxTimes = Pick<OutboxIndex, 'hold' | 'pendingSince' | 'syncedUntil' | 'waiting'>;

/** Which notifications each channel has, and which of them are pending; rebuilt from the store at the start. */
export class OutboxIndex {
  readonly #entries = new Map<string, ChannelEntry>();
  /** The few entries with something pending, and those with groups: nothing has to walk over all channels. */
  readonly #pending = new Set<ChannelEntry>();
  readonly #grouped = new Set<ChannelEntry>();
  /** Counts over all channels, so that an entry that is removed and comes back never has an earlier revision. */
  #lastRevision = 0;
  readonly #now: () => number;

  /** @param now ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a notification that was stored, or replaces what is known about it. */
  set(stored: StoredEntry): void {
    const whole = isWhole(stored) ? stored : undefined;
    const { id, channel, second, call } = isWhole(stored) ? toOutboxEntry(stored) : stored;
    const entry = this.#entryOf(channel);
    entry.ids.set(id, second);
    if (call === undefined) entry.pending.delete(id);
    else {
      if (entry.pending.get(id)?.call !== call)
        entry.pending.set(id, { call, since: this.#now(), isHeld: false });
      this.#lastRevision += 1;
      entry.revision = this.#lastRevision;
    }
    if (whole !== undefined) addToGroup(entry, whole);
    if (whole?.postedAt !== undefined && isRemindable(whole)) entry.remindable.set(id, whole.postedAt);
    else entry.remindable.delete(id);
    const ended = whole === undefined ? [] : findEnded(whole);
    if (ended.length > 0) entry.ended.set(id, ended);
    else entry.ended.delete(id);
    this.#updateSets(entry);
  }

  /** Removes notifications that are not stored any more. */
  delete(channel: ChannelRef, ids: readonly string[]): void {
    const entry = this.#entries.get(channelKey(channel));
    if (entry === undefined) return;
    for (const id of ids) {
      entry.ids.delete(id);
      entry.remindable.delete(id);
      entry.ended.delete(id);
      entry.pending.delete(id);
    }
    for (const [groupId, group] of entry.groups) {
      for (const id of ids) {
        group.ids.delete(id);
        group.openIds.delete(id);
      }
      if (group.ids.size === 0) entry.groups.delete(groupId);
    }
    if (entry.ids.size === 0) this.#entries.delete(channelKey(channel));
    this.#updateSets(entry);
  }

  channels(): ChannelRef[] {
    return [...this.#entries.values()].map(({ channel }) => channel);
  }

  /** The channels in which something is to be sent or edited. */
  pendingChannels(): ChannelRef[] {
    return [...this.#pending].map(({ channel }) => channel);
  }

  has(channel: ChannelRef, id: string): boolean {
    return this.#entries.get(channelKey(channel))?.ids.has(id) ?? false;
  }

  /** The ids of a channel's notifications. */
  idsIn(channel: ChannelRef): string[] {
    return [...(this.#entries.get(channelKey(channel))?.ids.keys() ?? [])];
  }

  /** The ids of those posted in that second or before, ms since the epoch, without those that are still to be sent or edited. */
  syncedUntil(time: number): string[] {
    const last = Math.floor(time / SECOND);
    return [...this.#entries.values()].flatMap(({ ids, pending }) =>
      [...ids].flatMap(([id, second]) => (second <= last && !pending.has(id) ? [id] : [])),
    );
  }

  /** The ids of those to be sent or edited; with `call`, of one of the two. */
  pendingIn(channel: ChannelRef, call?: DeliveryCall): string[] {
    const pending = [...(this.#entries.get(channelKey(channel))?.pending ?? [])];
    return pending.flatMap(([id, each]) => (call === undefined || each.call === call ? [id] : []));
  }

  /** Notes which new messages of a channel are held back now. One that is not any more waits from now on. */
  hold(channel: ChannelRef, held: ReadonlySet<string>): void {
    const pending = this.#entries.get(channelKey(channel))?.pending ?? new Map<string, Pending>();
    for (const [id, { call, isHeld }] of pending)
      if (call === 'post' && isHeld !== held.has(id))
        pending.set(id, { call, since: this.#now(), isHeld: !isHeld });
  }

  /** Since when something waits to be sent or edited, ms since the epoch; `undefined` where it does not. */
  pendingSince(channel: ChannelRef, id: string): number | undefined {
    return this.#entries.get(channelKey(channel))?.pending.get(id)?.since;
  }

  /** All that waits for the platforms. */
  waiting(): Waiting {
    let count = 0;
    let first = Number.POSITIVE_INFINITY;
    for (const { pending } of this.#pending)
      for (const { isHeld, since } of pending.values()) {
        if (isHeld) continue;
        count += 1;
        first = Math.min(first, since);
      }
    return { count, since: count === 0 ? undefined : first };
  }

  /** Those of a channel that may be brought up once more, with the time when each was posted. */
  remindableIn(channel: ChannelRef): ReadonlyMap<string, number> {
    return this.#entries.get(channelKey(channel))?.remindable ?? new Map();
  }

  /** Those of a channel that say of one of these containers that it is watched no more. */
  endedIn(channel: ChannelRef, containers: ReadonlySet<string>): string[] {
    const ended = [...(this.#entries.get(channelKey(channel))?.ended ?? [])];
    return ended.filter(([, each]) => each.some((container) => containers.has(container))).map(([id]) => id);
  }

  /**
   * The containers that a notification says are watched no more; `undefined` where there is no such notification.
   * @param channel its `channelKey`
   */
  endedOf(channel: string, id: string): readonly string[] | undefined {
    const entry = this.#entries.get(channel);
    return entry?.ids.has(id) ? (entry.ended.get(id) ?? []) : undefined;
  }

  groupsIn(channel: ChannelRef): PostedGroup[] {
    return [...(this.#entries.get(channelKey(channel))?.groups.values() ?? [])];
  }

  revisionOf(channel: ChannelRef): number {
    return this.#entries.get(channelKey(channel))?.revision ?? 0;
  }

  /** Every group, with its channel. */
  *groups(): Generator<readonly [channel: ChannelRef, group: PostedGroup]> {
    for (const { channel, groups } of this.#grouped)
      for (const group of groups.values()) yield [channel, group];
  }

  /** @param key the `channelKey` */
  #entryOf(key: string): ChannelEntry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = createEntry(parseChannelKey(key));
    this.#entries.set(key, entry);
    return entry;
  }

  #updateSets(entry: ChannelEntry): void {
    setMember(this.#pending, entry, entry.pending.size > 0);
    setMember(this.#grouped, entry, entry.groups.size > 0);
  }
}

function findEnded({ content }: Notification): readonly string[] {
  return kindOf(content).endedContainers?.(content) ?? [];
}

function setMember<T>(set: Set<T>, member: T, isMember: boolean): void {
  if (isMember) set.add(member);
  else set.delete(member);
}

function createEntry(channel: ChannelRef): ChannelEntry {
  return {
    channel,
    ids: new Map(),
    pending: new Map(),
    groups: new Map(),
    remindable: new Map(),
    ended: new Map(),
    revision: 0,
  };
}

function addToGroup(entry: ChannelEntry, notification: Notification): void {
  const { id, group, messageId, final, synced } = notification;
  const key = groupKey(notification);
  if (group === undefined || messageId === undefined || key === undefined) return;
  const posted = entry.groups.get(group.id) ?? {
    ...group,
    key,
    messageId,
    ids: new Set<string>(),
    openIds: new Set<string>(),
    called: new Set<string>(),
    isAcknowledgeable: false,
  };
  for (const mention of notification.mentions ?? []) posted.called.add(mentionKey(mention));
  posted.isAcknowledgeable ||= isBadNews(notification.content);
  posted.ids.add(id);
  setMember(posted.openIds, id, !final || !synced);
  entry.groups.set(group.id, posted);
}
