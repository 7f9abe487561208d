import { type ChannelRef, channelKey, isSameWorkspace, parseChannelKey } from '../channelRef.ts';
import { SECOND } from '../duration.ts';
import { getReadable } from '../store/getReadable.ts';
import type { IndexedCollection, StoreError } from '../store/store.ts';
import { DueQueue } from './dueQueue.ts';
import { type Watch, watchKey } from './watch.ts';
import { toWatchEntry, type WatchEntry } from './watchIndex.ts';
import type { WatchCounts } from './watchLimits.ts';
import { nameState, type WatchStateName } from './watchState.ts';

/** How many channels' lists are cached for autocompletion. The one that was read longest ago is dropped first. */
const MAX_CACHED_LISTS = 100;

/** Stands before the person who made the hook by which a program began a watch; no id begins with it. */
const HOOK_OF = 'hook of ';

/** Called with the state of a watch, by its key; `undefined` where the watch is no more. */
export type OnWatchState = (key: string, state: WatchStateName | undefined) => void;

/** What memory knows of a channel's watch, so that it can be put back if the store loses it. */
export interface RememberedWatch {
  readonly by: string;
  readonly createdAt: number;
}

/** The same in less memory: V8 keeps a whole number of seconds in place, and gives one of milliseconds 16 bytes more. */
interface IndexEntry {
  readonly by: string;
  readonly createdSecond: number;
}

interface ChannelWatches {
  readonly channel: ChannelRef;
  readonly keys: Map<string, IndexEntry>;
}

/**
 * All watches. The records are in the store. Memory holds only when each falls due, which channels subscribe to it, and
 * who asked for it; the indexes are rebuilt at start.
 */
export class WatchStore {
  readonly #records: IndexedCollection<Watch, WatchEntry>;
  readonly #onCorrupt: (key: string, error: StoreError) => void;
  readonly #onState: OnWatchState | undefined;
  readonly #queue = new DueQueue();
  readonly #keysByChannel = new Map<string, ChannelWatches>();
  /** Keys whose record is being deleted, or may have been: a store that fails may have done it all the same. */
  readonly #removing = new Set<string>();
  /** Each person's id once: every record that is read has a copy of its own. */
  readonly #people = new Map<string, string>();

  /** Complete lists by channel, valid until one of their watches is written. */
  readonly #cached = new Map<string, Watch[]>();
  /** Counts writes. A list that was read during a write is not cached. */
  #writes = 0;

  /**
   * @param onCorrupt called once for each record of a channel's list that can't be read
   * @param onState called with the state of each watch, whenever it was stored
   */
  constructor(
    records: IndexedCollection<Watch, WatchEntry>,
    onCorrupt: (key: string, error: StoreError) => void,
    onState?: OnWatchState,
  ) {
    this.#onState = onState;
    this.#records = records;
    this.#onCorrupt = onCorrupt;
  }

  /**
   * Builds the indexes from all records; called once at start.
   * @param visit called with each record
   * @param earlier what must be loaded before; the store is asked at once
   */
  async load(
    onCorrupt: (key: string, error: StoreError) => void,
    visit: (key: string, entry: WatchEntry) => void = () => undefined,
    earlier: Promise<unknown> = Promise.resolve(),
  ): Promise<void> {
    const pages = this.#records.indexEntries(onCorrupt);
    await earlier;
    for await (const page of pages)
      for (const [key, entry] of page) {
        this.#add(key, entry);
        visit(key, entry);
      }
  }

  get(key: string): Promise<Watch | undefined> {
    return this.#records.get(key);
  }

  getMany(keys: readonly string[]): Promise<(Watch | undefined)[]> {
    return this.#records.getMany(keys);
  }

  /** Reads the watches that exist. A corrupt record is passed to `onCorrupt` and left out. */
  getReadable(
    keys: readonly string[],
    onCorrupt: (key: string, error: StoreError) => void,
  ): Promise<Watch[]> {
    return getReadable(this.#records, keys, onCorrupt);
  }

  /** The watches of a channel, in the order in which their next checks are due. */
  async inChannel(channel: ChannelRef): Promise<readonly Watch[]> {
    const id = channelKey(channel);
    const cached = this.#cached.get(id);
    if (cached !== undefined) return cached;
    const writes = this.#writes;
    const keys = [...(this.#keysByChannel.get(id)?.keys.keys() ?? [])];
    const watches = await this.getReadable(keys, (key, error) => {
      // The record stays unchanged, and is on no list until the next start.
      for (const entry of this.#keysByChannel.values()) entry.keys.delete(key);
      this.#onState?.(key, undefined);
      this.#onCorrupt(key, error);
    });
    watches.sort((a, b) => a.nextCheckAt - b.nextCheckAt || Number(a.container > b.container) - 0.5);
    if (this.#writes === writes) this.#cached.set(id, watches);
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > MAX_CACHED_LISTS && oldest !== undefined) this.#cached.delete(oldest);
    return watches;
  }

  /** How many containers a channel watches. It does not read the store. */
  countInChannel(channel: ChannelRef): number {
    return this.#keysByChannel.get(channelKey(channel))?.keys.size ?? 0;
  }

  /** The key of a container that a channel watches: for this account if it can be, else for another. It reads no record. */
  findKey(channel: ChannelRef, container: string, account: string): string | undefined {
    const keys = this.#keysByChannel.get(channelKey(channel))?.keys;
    const key = watchKey(account, container);
    if (keys === undefined || keys.has(key)) return keys && key;
    return keys.keys().find((each) => each.endsWith(`/${container}`) && !this.#removing.has(each));
  }

  /**
   * How many watches run for a channel, its workspace, and a person in it: of those that people began, or of those that
   * programs did, since none should take the other's room. It does not read the store.
   */
  counts(channel: ChannelRef, person: string, isByHook: boolean): WatchCounts {
    const counts = { channel: 0, person: 0, workspace: 0 };
    for (const each of this.#keysByChannel.values()) {
      if (!isSameWorkspace(each.channel, channel)) continue;
      const isHere = each.channel.id === channel.id;
      for (const { by } of each.keys.values()) {
        if (by.startsWith(HOOK_OF) !== isByHook) continue;
        counts.workspace += 1;
        if (isHere) counts.channel += 1;
        if (by === person) counts.person += 1;
      }
    }
    return counts;
  }

  /** The keys of watches of an account; at most so many, of whichever channels. It does not read the store. */
  keysOf(account: string, most: number): string[] {
    const prefix = watchKey(account, '');
    const all = this.#keysByChannel.values().flatMap(({ keys }) => keys.keys());
    return [...new Set(all.filter((key) => key.startsWith(prefix)).take(most))];
  }

  /** The channels that watch something. */
  channels(): ChannelRef[] {
    return [...this.#keysByChannel.values()].map(({ channel }) => channel);
  }

  /** The channels that watch containers of an account. */
  channelsOf(account: string): ChannelRef[] {
    const prefix = watchKey(account, '');
    return [...this.#keysByChannel.values()]
      .filter(({ keys }) => keys.keys().some((key) => key.startsWith(prefix)))
      .map(({ channel }) => channel);
  }

  /** Whether memory knows a watch of this key. If the store does not have it, the store has lost it. */
  isIndexed(key: string): boolean {
    return !this.#removing.has(key) && this.#keysByChannel.values().some(({ keys }) => keys.has(key));
  }

  /** What memory knows of all watches, by their keys. */
  remembered(): Map<string, (RememberedWatch & { readonly channel: ChannelRef })[]> {
    const byKey = new Map<string, (RememberedWatch & { readonly channel: ChannelRef })[]>();
    for (const { channel, keys } of this.#keysByChannel.values())
      for (const [key, { by, createdSecond }] of keys) {
        if (this.#removing.has(key)) continue;
        const list = byKey.get(key) ?? [];
        byKey.set(key, list);
        list.push({ by: by.replace(HOOK_OF, ''), createdAt: createdSecond * SECOND, channel });
      }
    return byKey;
  }

  /**
   * Stores a watch, and queues its next check if that changed.
   * @param before the stored watch; left out for a new one
   */
  async save(watch: Watch, before?: Watch): Promise<void> {
    const key = watchKey(watch.account, watch.container);
    await this.#records.set(key, watch);
    this.#onState?.(key, nameState(watch.state));
    const entry = toWatchEntry(watch);
    if (before?.subscribers === watch.subscribers) this.#forgetLists(entry);
    else {
      if (before !== undefined) this.#unindex(key, before);
      this.#index(key, entry);
    }
    if (watch.nextCheckAt !== before?.nextCheckAt) this.#queue.add(key, watch.nextCheckAt);
  }

  /** Stores watches that are new or have a new subscriber: all of them, or none. */
  async saveAll(watches: readonly Watch[]): Promise<void> {
    await this.#records.setMany(watches.map((watch) => [watchKey(watch.account, watch.container), watch]));
    for (const watch of watches) this.adopt(watch);
  }

  /**
   * Adds a stored watch to the indexes. It may be missing there: a store that fails may have carried out the write all
   * the same. A watch that is in them already stays there once.
   */
  adopt(watch: Watch): void {
    this.#add(watchKey(watch.account, watch.container), toWatchEntry(watch));
  }

  /** Deletes a watch. Its entry in the queue is ignored later. */
  async remove(watch: Watch): Promise<void> {
    const key = watchKey(watch.account, watch.container);
    this.#removing.add(key);
    await this.#records.delete(key);
    this.#unindex(key, watch);
    this.#onState?.(key, undefined);
    this.#removing.delete(key);
  }

  /** Removes and returns the keys whose check may be due. The caller must check or requeue each. */
  takeDue(now: number): string[] {
    return this.#queue.takeDue(now);
  }

  get firstDue(): number {
    return this.#queue.firstDue;
  }

  /** Queues a check that could not be made, so that it is made later. */
  requeue(key: string, at: number): void {
    this.#queue.add(key, at);
  }

  #add(key: string, entry: WatchEntry): void {
    this.#index(key, entry);
    this.#onState?.(key, entry.state);
    this.#queue.add(key, entry.nextCheckAt);
  }

  #index(key: string, entry: WatchEntry): void {
    this.#forgetLists(entry);
    this.#removing.delete(key);
    const createdSecond = Math.floor(entry.createdAt / SECOND);
    for (const { channel, by, isByHook } of entry.subscriptions) {
      // What a program registers is not counted as the person's who made its hook.
      const beginner = isByHook ? `${HOOK_OF}${by}` : by;
      this.#watchesOf(channel).set(key, { by: this.#intern(beginner), createdSecond });
    }
  }

  /** @param id the `channelKey` */
  #watchesOf(id: string): ChannelWatches['keys'] {
    const known = this.#keysByChannel.get(id);
    if (known !== undefined) return known.keys;
    const keys: ChannelWatches['keys'] = new Map();
    this.#keysByChannel.set(id, { channel: parseChannelKey(id), keys });
    return keys;
  }

  #intern(person: string): string {
    const known = this.#people.get(person);
    if (known === undefined) this.#people.set(person, person);
    return known ?? person;
  }

  #unindex(key: string, watch: Watch): void {
    const entry = toWatchEntry(watch);
    this.#forgetLists(entry);
    for (const { channel: id } of entry.subscriptions) {
      const watches = this.#keysByChannel.get(id);
      watches?.keys.delete(key);
      if (watches?.keys.size === 0) this.#keysByChannel.delete(id);
    }
  }

  /** A cached list must not show an outdated watch. */
  #forgetLists({ subscriptions }: WatchEntry): void {
    this.#writes += 1;
    if (this.#cached.size === 0) return;
    for (const { channel } of subscriptions) this.#cached.delete(channel);
  }
}
