import { type Place, placeKey } from '../place.ts';
import { alikeKey, type Posting, type StandingGroup } from './posting.ts';

/** What memory holds of a channel's messages: ids alone, never what they say. */
interface ChannelEntry {
  readonly place: Place;
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
export class PostingIndex {
  readonly #channels = new Map<string, ChannelEntry>();
  /** Those of them in which something is to be sent or edited, and those that hold groups: few, however many there are. */
  readonly #outdated = new Set<ChannelEntry>();
  readonly #grouped = new Set<ChannelEntry>();
  /** Over all channels: one that is forgotten and comes again must not come to a number that it had. */
  #lastRevision = 0;

  /** Notes a posting as it is now stored. */
  note(posting: Posting): void {
    const { id, place, current } = posting;
    const key = placeKey(place);
    const channel = this.#channels.get(key) ?? createEntry(place);
    this.#channels.set(key, channel);
    channel.ids.add(id);
    if (current) channel.outdated.delete(id);
    else {
      channel.outdated.add(id);
      this.#lastRevision += 1;
      channel.revision = this.#lastRevision;
    }
    noteGroup(channel, posting);
    this.#sort(channel);
  }

  /** Notes that these are stored no more. */
  drop(place: Place, ids: readonly string[]): void {
    const channel = this.#channels.get(placeKey(place));
    if (channel === undefined) return;
    for (const id of ids) {
      channel.ids.delete(id);
      channel.outdated.delete(id);
    }
    for (const [groupId, group] of channel.groups) {
      for (const id of ids) group.ids.delete(id);
      if (group.ids.size === 0) channel.groups.delete(groupId);
    }
    if (channel.ids.size === 0) this.#channels.delete(placeKey(place));
    this.#sort(channel);
  }

  /** The channels in which something is to be sent or edited. */
  outdatedPlaces(): Place[] {
    return [...this.#outdated].map(({ place }) => place);
  }

  idsIn(place: Place): string[] {
    return [...(this.#channels.get(placeKey(place))?.ids ?? [])];
  }

  outdatedIn(place: Place): string[] {
    return [...(this.#channels.get(placeKey(place))?.outdated ?? [])];
  }

  groupsIn(place: Place): StandingGroup[] {
    return [...(this.#channels.get(placeKey(place))?.groups.values() ?? [])];
  }

  revisionOf(place: Place): number {
    return this.#channels.get(placeKey(place))?.revision ?? 0;
  }

  /** Every message that stands and can still be joined or listed, with its channel. */
  *groups(): Generator<readonly [place: Place, group: StandingGroup]> {
    for (const { place, groups } of this.#grouped) for (const group of groups.values()) yield [place, group];
  }

  #sort(channel: ChannelEntry): void {
    keep(this.#outdated, channel, channel.outdated.size > 0);
    keep(this.#grouped, channel, channel.groups.size > 0);
  }
}

function keep<T>(set: Set<T>, member: T, isMember: boolean): void {
  if (isMember) set.add(member);
  else set.delete(member);
}

function createEntry(place: Place): ChannelEntry {
  return { place, ids: new Set(), outdated: new Set(), groups: new Map(), revision: 0 };
}

function noteGroup(channel: ChannelEntry, posting: Posting): void {
  const { id, group, messageId } = posting;
  const key = alikeKey(posting);
  if (group === undefined || messageId === undefined || key === undefined) return;
  const standing = channel.groups.get(group.id) ?? { ...group, key, messageId, ids: new Set<string>() };
  standing.ids.add(id);
  channel.groups.set(group.id, standing);
}
