import { type ChannelRef, channelKey } from '../channelRef.ts';
import { getReadable } from '../store/getReadable.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { DueQueue } from './dueQueue.ts';
import { type Watch, type WatchEntry, watchKey } from './watch.ts';

/** Channels whose list is kept at hand, for autocompletion; the one asked for longest ago goes first. */
const MOST_AT_HAND = 100;

/**
 * The watch lists. Records live in the store; memory holds when each falls due and which channel it belongs
 * to, both rebuilt at the start.
 */
export class WatchStore {
  readonly #records: Collection<Watch>;
  readonly #entries: Collection<WatchEntry>;
  readonly #onCorrupt: (key: string, error: StoreError) => void;
  readonly #queue = new DueQueue();
  readonly #keysByChannel = new Map<string, { readonly channel: ChannelRef; readonly keys: Set<string> }>();

  /** Whole lists by channel, good until one of their watches is written. */
  readonly #cached = new Map<string, Watch[]>();
  /** How often anything was written; a list read meanwhile is not kept. */
  #writes = 0;

  /**
   * @param entries the same records, as far as the start reads them
   * @param onCorrupt told of a record of a channel's list that can't be read, once
   */
  constructor(
    records: Collection<Watch>,
    entries: Collection<WatchEntry>,
    onCorrupt: (key: string, error: StoreError) => void,
  ) {
    this.#records = records;
    this.#entries = entries;
    this.#onCorrupt = onCorrupt;
  }

  /** Reads the whole list once, at the start. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, entry] of this.#entries.entries(onCorrupt)) {
      this.#index(key, entry);
      this.#queue.add(key, entry.nextCheckAt);
    }
  }

  get(key: string): Promise<Watch | undefined> {
    return this.#records.get(key);
  }

  getMany(keys: readonly string[]): Promise<(Watch | undefined)[]> {
    return this.#records.getMany(keys);
  }

  /** Those that there are; one that can't be read is handed to `onCorrupt`, and keeps nobody from the others. */
  getReadable(
    keys: readonly string[],
    onCorrupt: (key: string, error: StoreError) => void,
  ): Promise<Watch[]> {
    return getReadable(this.#records, keys, onCorrupt);
  }

  /** This channel's watches, the one that falls due first at the top. */
  async inChannel(channel: ChannelRef): Promise<readonly Watch[]> {
    const id = channelKey(channel);
    const cached = this.#cached.get(id);
    if (cached !== undefined) return cached;
    const writes = this.#writes;
    const keys = [...(this.#keysByChannel.get(id)?.keys ?? [])];
    const watches = await this.getReadable(keys, (key, error) => {
      // It is left as it is, and on no list until the next start.
      for (const entry of this.#keysByChannel.values()) entry.keys.delete(key);
      this.#onCorrupt(key, error);
    });
    watches.sort((a, b) => a.nextCheckAt - b.nextCheckAt || Number(a.container > b.container) - 0.5);
    if (this.#writes === writes) this.#cached.set(id, watches);
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > MOST_AT_HAND && oldest !== undefined) this.#cached.delete(oldest);
    return watches;
  }

  /** How many containers this channel watches, from memory alone. */
  countInChannel(channel: ChannelRef): number {
    return this.#keysByChannel.get(channelKey(channel))?.keys.size ?? 0;
  }

  /** The channels that rely on an account. */
  channelsOf(account: string): ChannelRef[] {
    const prefix = watchKey(account, '');
    return [...this.#keysByChannel.values()]
      .filter(({ keys }) => keys.values().some((key) => key.startsWith(prefix)))
      .map(({ channel }) => channel);
  }

  /** Stores a watch as it now is; its next check is queued where it moved. */
  async save(watch: Watch, before?: Watch): Promise<void> {
    const key = watchKey(watch.account, watch.container);
    await this.#records.set(key, watch);
    if (before?.subscribers === watch.subscribers) this.#forgetLists(watch.subscribers);
    else {
      if (before !== undefined) this.#unindex(key, before);
      this.#index(key, watch);
    }
    if (watch.nextCheckAt !== before?.nextCheckAt) this.#queue.add(key, watch.nextCheckAt);
  }

  async remove(watch: Watch): Promise<void> {
    const key = watchKey(watch.account, watch.container);
    await this.#records.delete(key);
    this.#unindex(key, watch);
  }

  /** The keys whose check may be due: each is to be checked, or queued again. */
  takeDue(now: number): string[] {
    return this.#queue.takeDue(now);
  }

  get firstDue(): number {
    return this.#queue.firstDue;
  }

  /** Queues a check that could not be made, so that it is made up. */
  requeue(key: string, at: number): void {
    this.#queue.add(key, at);
  }

  #index(key: string, { subscribers }: WatchEntry): void {
    this.#forgetLists(subscribers);
    for (const { channel } of subscribers) {
      const id = channelKey(channel);
      const entry = this.#keysByChannel.get(id);
      if (entry === undefined) this.#keysByChannel.set(id, { channel, keys: new Set([key]) });
      else entry.keys.add(key);
    }
  }

  #unindex(key: string, { subscribers }: Watch): void {
    this.#forgetLists(subscribers);
    for (const { channel } of subscribers) {
      const id = channelKey(channel);
      const entry = this.#keysByChannel.get(id);
      entry?.keys.delete(key);
      if (entry?.keys.size === 0) this.#keysByChannel.delete(id);
    }
  }

  /** A list at hand must not show a watch as it was. */
  #forgetLists(subscribers: WatchEntry['subscribers']): void {
    this.#writes += 1;
    if (this.#cached.size === 0) return;
    for (const { channel } of subscribers) this.#cached.delete(channelKey(channel));
  }
}
