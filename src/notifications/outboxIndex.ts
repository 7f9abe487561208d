import { type ChannelRef, channelKey } from '../channelRef.ts';
import { groupKey, type Notification, type StandingGroup } from './notification.ts';

/** What memory holds of a channel's messages: ids alone, never what they say. */
interface ChannelEntry {
  readonly channel: ChannelRef;
  readonly ids: Set<string>;
  /** To be sent or edited. */
  readonly outdated: Set<string>;
  /** By their ids, in the order in which they were posted. */
  readonly groups: Map<string, MutableGroup>;
  /** Another number whenever something is newly to be sent or edited. */
  revision: number;
}

interface MutableGroup extends StandingGroup {
  readonly ids: Set<string>;
}

/** Where the messages of each channel stand, from memory; rebuilt from the store at the start. */
export class OutboxIndex {
  readonly #entries = new Map<string, ChannelEntry>();
  /** Those of them in which something is to be sent or edited, and those that hold groups: few, however many there are. */
  readonly #outdated = new Set<ChannelEntry>();
  readonly #grouped = new Set<ChannelEntry>();
  /** Over all channels: one that is forgotten and comes again must not come to a number that it had. */
  #lastRevision = 0;

  /** Notes a posting as it is now stored. */
  note(notification: Notification): void {
    const { id, channel, synced } = notification;
    const key = channelKey(channel);
    const entry = this.#entries.get(key) ?? createEntry(channel);
    this.#entries.set(key, entry);
    entry.ids.add(id);
    if (synced) entry.outdated.delete(id);
    else {
      entry.outdated.add(id);
      this.#lastRevision += 1;
      entry.revision = this.#lastRevision;
    }
    noteGroup(entry, notification);
    this.#sort(entry);
  }

  /** Notes that these are stored no more. */
  drop(channel: ChannelRef, ids: readonly string[]): void {
    const entry = this.#entries.get(channelKey(channel));
    if (entry === undefined) return;
    for (const id of ids) {
      entry.ids.delete(id);
      entry.outdated.delete(id);
    }
    for (const [groupId, group] of entry.groups) {
      for (const id of ids) group.ids.delete(id);
      if (group.ids.size === 0) entry.groups.delete(groupId);
    }
    if (entry.ids.size === 0) this.#entries.delete(channelKey(channel));
    this.#sort(entry);
  }

  /** The channels in which something is to be sent or edited. */
  outdatedChannels(): ChannelRef[] {
    return [...this.#outdated].map(({ channel }) => channel);
  }

  idsIn(channel: ChannelRef): string[] {
    return [...(this.#entries.get(channelKey(channel))?.ids ?? [])];
  }

  outdatedIn(channel: ChannelRef): string[] {
    return [...(this.#entries.get(channelKey(channel))?.outdated ?? [])];
  }

  groupsIn(channel: ChannelRef): StandingGroup[] {
    return [...(this.#entries.get(channelKey(channel))?.groups.values() ?? [])];
  }

  revisionOf(channel: ChannelRef): number {
    return this.#entries.get(channelKey(channel))?.revision ?? 0;
  }

  /** Every message that stands and can still be joined or listed, with its channel. */
  *groups(): Generator<readonly [channel: ChannelRef, group: StandingGroup]> {
    for (const { channel, groups } of this.#grouped)
      for (const group of groups.values()) yield [channel, group];
  }

  #sort(entry: ChannelEntry): void {
    keep(this.#outdated, entry, entry.outdated.size > 0);
    keep(this.#grouped, entry, entry.groups.size > 0);
  }
}

function keep<T>(set: Set<T>, member: T, isMember: boolean): void {
  if (isMember) set.add(member);
  else set.delete(member);
}

function createEntry(channel: ChannelRef): ChannelEntry {
  return { channel, ids: new Set(), outdated: new Set(), groups: new Map(), revision: 0 };
}

function noteGroup(entry: ChannelEntry, notification: Notification): void {
  const { id, group, messageId } = notification;
  const key = groupKey(notification);
  if (group === undefined || messageId === undefined || key === undefined) return;
  const standing = entry.groups.get(group.id) ?? { ...group, key, messageId, ids: new Set<string>() };
  standing.ids.add(id);
  entry.groups.set(group.id, standing);
}
