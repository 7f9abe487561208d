import type { ChannelRef } from '../channelRef.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { isCorrupt, type StoreError } from '../store/store.ts';
import type { Watch } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { findSubscriber } from './findSubscriber.ts';

export interface LiveMessageParts {
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
}

/**
 * Every subscription has a live message. The watches are stored first and the live message after them, because a live
 * message without watches would be a promise that nobody keeps. So a crash, or a store that fails, can leave watches
 * without it. It is added when the watch is asked for again, and at the next start.
 */
export class LiveMessages {
  readonly #watchStore: WatchStore;
  readonly #outbox: Outbox;

  constructor({ watchStore, outbox }: LiveMessageParts) {
    this.#watchStore = watchStore;
    this.#outbox = outbox;
  }

  /** Loads the watches, and adds the live messages that are missing. The outbox must be loaded before. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    const missing = new Map<string, { readonly channel: ChannelRef; readonly keys: string[] }>();
    await this.#watchStore.load(onCorrupt, (key, { subscribers }) => {
      for (const { channel, liveId } of subscribers) {
        if (this.#outbox.has(channel, liveId)) continue;
        const entry = missing.get(liveId) ?? { channel, keys: [] };
        missing.set(liveId, entry);
        entry.keys.push(key);
      }
    });
    for (const { channel, keys } of missing.values())
      await this.addMissing(channel, await this.#watchStore.getReadable(keys, onCorrupt));
  }

  /** Adds the live messages that a channel's watches lack. */
  async addMissing(channel: ChannelRef, watches: readonly Watch[]): Promise<void> {
    const byId = Map.groupBy(watches, (watch) => findSubscriber(watch, channel)?.liveId);
    for (const [liveId, group] of byId) {
      if (liveId === undefined || this.#outbox.has(channel, liveId)) continue;
      const content = createContent(channel, group);
      const at = Math.min(
        ...group.map((watch) => findSubscriber(watch, channel)?.since ?? watch.firstSeenAt),
      );
      if (content !== undefined) await this.#add(liveId, channel, content, at);
    }
  }

  /** A live message whose record can't be read stays as it is, and stops nothing. */
  async #add(liveId: string, channel: ChannelRef, content: ContentOf<'live'>, at: number): Promise<void> {
    try {
      await this.#outbox.add(liveId, channel, content, { at, final: false });
    } catch (error) {
      if (!isCorrupt(error)) throw error;
    }
  }
}

/** What the live message of a channel's watches says, in the order of the watches. */
function createContent(channel: ChannelRef, watches: readonly Watch[]): ContentOf<'live'> | undefined {
  const [first] = watches;
  const subscriber = findSubscriber(first, channel);
  if (first === undefined || subscriber === undefined) return undefined;
  const { account } = first;
  return {
    kind: 'live',
    account,
    by: subscriber.by,
    note: subscriber.note,
    items: watches.map((watch) => ({
      container: watch.container,
      ...(watch.account !== account && { account: watch.account }),
      createdAt: watch.createdAt,
      state: watch.state,
      watched: true,
    })),
  };
}
