import { type ChannelRef, parseChannelKey } from '../channelRef.ts';
import { SECOND } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Content as AnyContent, ContentOf, LiveItem } from '../messages/content.ts';
import { mayGoOn } from '../notifications/kinds/live.ts';
import { isNew, type Notification } from '../notifications/notification.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { isCorrupt, type StoreError } from '../store/store.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import type { Watch } from '../watches/watch.ts';
import type { WatchEntry } from '../watches/watchIndex.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { dayOfId, type HookDays, isOfDay } from './hookDays.ts';

/** Between two writes of what programs register; a message of a thousand posts takes milliseconds to write. */
const PAUSE = 4 * SECOND;

/** A day's message lists so many posts; beyond that, the first of those that are published are counted alone. */
const MOST_ITEMS = 2_000;

export interface LiveMessageParts {
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
  readonly hookDays: HookDays;
}

type OnCorrupt = (key: string, error: StoreError) => void;
type Content = ContentOf<'live'>;

/** Watches of a channel that the message of their day does not list yet. */
interface Unlisted {
  readonly channel: ChannelRef;
  readonly watches: Watch[];
}

/**
 * Every subscription has a live message. The watches are stored first and the live message after them, because a live
 * message without watches would be a promise that nobody keeps. So a crash, or a store that fails, can leave watches
 * without it. It is added when the watch is asked for again, and at the next start.
 */
export class LiveMessages {
  readonly #watchStore: WatchStore;
  readonly #outbox: Outbox;
  readonly #hookDays: HookDays;
  readonly #lock = new KeyedLock();
  /** By the id of the day's message. */
  readonly #unlisted = new Map<string, Unlisted>();
  #flushedAt = 0;

  constructor({ watchStore, outbox, hookDays }: LiveMessageParts) {
    this.#watchStore = watchStore;
    this.#outbox = outbox;
    this.#hookDays = hookDays;
  }

  /**
   * Loads the watches, and adds what their live messages lack.
   *
   * @param onEnded called with each subscription whose live message says that it has ended
   * @param earlier resolves when the outbox is loaded
   */
  async load(
    onCorrupt: OnCorrupt,
    onEnded: (channel: ChannelRef, key: string) => void,
    earlier: Promise<void>,
  ): Promise<void> {
    const missing = new Map<string, { readonly channel: ChannelRef; readonly keys: string[] }>();
    const visit = (key: string, { subscriptions }: WatchEntry): void => {
      for (const { channel, liveId, isByHook } of subscriptions) {
        const ended = this.#outbox.endedOf(channel, liveId);
        if (ended?.some((container) => container === containerOf(key)))
          onEnded(parseChannelKey(channel), key);
        // The message of a day may be there, and lack some of its posts.
        if (!isByHook && ended !== undefined) continue;
        const entry = missing.get(liveId) ?? { channel: parseChannelKey(channel), keys: [] };
        missing.set(liveId, entry);
        entry.keys.push(key);
      }
    };
    await this.#watchStore.load(onCorrupt, visit, earlier);
    for (const [liveId, { channel, keys }] of missing) {
      const unlisted = await this.#leaveOutListed(channel, liveId, keys);
      if (unlisted.length > 0)
        await this.addMissing(channel, await this.#watchStore.getReadable(unlisted, onCorrupt));
    }
  }

  /** Has the messages of days list watches within seconds: those that come together share a write. */
  addSoon(channel: ChannelRef, watches: readonly Watch[]): void {
    for (const watch of watches) {
      const liveId = findSubscriber(watch, channel)?.liveId;
      if (liveId === undefined) continue;
      const unlisted = this.#unlisted.get(liveId) ?? { channel, watches: [] };
      this.#unlisted.set(liveId, unlisted);
      unlisted.watches.push(watch);
    }
  }

  /** When the next such write is due, ms since the epoch; `Infinity` where nothing waits for it. */
  get nextFlushAt(): number {
    return this.#unlisted.size === 0 ? Number.POSITIVE_INFINITY : this.#flushedAt + PAUSE;
  }

  /** Makes the writes that are due. @param now ms since the epoch @throws StoreError what was not written stays due */
  async flushDue(now: number): Promise<void> {
    if (this.nextFlushAt > now && this.#flushedAt <= now) return;
    this.#flushedAt = now;
    for (const liveId of [...this.#unlisted.keys()]) await this.flush(liveId);
  }

  /** Lists at once what a message does not list yet: before anything of it is changed. */
  async flush(liveId: string): Promise<void> {
    if (!isOfDay(liveId)) return;
    await this.#lock.run(liveId, async () => {
      const unlisted = this.#unlisted.get(liveId);
      if (unlisted === undefined) return;
      this.#unlisted.delete(liveId);
      try {
        await this.addMissing(unlisted.channel, unlisted.watches);
      } catch (error) {
        this.addSoon(unlisted.channel, unlisted.watches);
        throw error;
      }
    });
  }

  /** Adds the live messages that a channel's watches lack, and to the messages of days the posts that these lack. */
  async addMissing(channel: ChannelRef, watches: readonly Watch[]): Promise<void> {
    const byId = Map.groupBy(watches, (watch) => findSubscriber(watch, channel)?.liveId);
    for (const [liveId, group] of byId) {
      if (liveId === undefined) continue;
      const content = createContent(channel, group);
      if (content === undefined) continue;
      // Before the present one is stored, so that no crash keeps it from being done.
      await this.#leaveOutEarlier(channel, group);
      const since = group.map((watch) => findSubscriber(watch, channel)?.since ?? watch.firstSeenAt);
      await this.#add(liveId, channel, content, Math.min(...since));
    }
  }

  /** Adds a post to the message of its day that is published already, and was never watched. */
  async addPublished(
    channel: ChannelRef,
    { account, by, item, now }: { account: string; by: string; item: LiveItem; now: number },
  ): Promise<void> {
    const liveId = this.#hookDays.idOf({ channel, account }, now);
    await this.#add(liveId, channel, { kind: 'live', account, by, items: [item], day: dayOfId(liveId) }, now);
    this.#hookDays.noteEnded(liveId, item.container);
  }

  /**
   * Stores that the answer to a `watch` shows how these containers ended: their live message need not say it too. Where it
   * was posted before, it shows the end.
   */
  async noteAnswered(liveId: string, ended: ReadonlySet<string>): Promise<void> {
    if (ended.size === 0) return;
    await this.#outbox.revise(liveId, (notification) => {
      const { content, final } = notification;
      if (content.kind !== 'live' || !isNew(notification)) return undefined;
      const items = content.items.map((item) =>
        ended.has(item.container) ? { ...item, endedAtOnce: true } : item,
      );
      return { content: { ...content, items }, final };
    });
  }

  /**
   * Earlier live messages say that the channel watches these containers no more. They can still be edited to say so; but
   * nobody posts that anew beside the present message, whichever of the two the chat takes first.
   *
   * @param watches the channel's present ones
   */
  async #leaveOutEarlier(channel: ChannelRef, watches: readonly Watch[]): Promise<void> {
    const present = new Map(
      watches.map((watch) => [watch.container, findSubscriber(watch, channel)?.liveId]),
    );
    const containers = new Set(present.keys());
    await this.#outbox.annotateEnded(channel, containers, (notification) =>
      markWatchedAnew(notification, present),
    );
  }

  /** A live message whose record can't be read stays as it is, and stops nothing. */
  async #add(liveId: string, channel: ChannelRef, content: Content, at: number): Promise<void> {
    try {
      if (!this.#outbox.has(channel, liveId)) {
        await this.#outbox.add(liveId, channel, content, { at, final: false });
        if (content.day !== undefined) await this.#hookDays.closePast({ ...content, channel }, at);
      }
      // Others may have added the message of the day since.
      if (content.day !== undefined)
        await this.#outbox.revise(liveId, (notification) => addItems(notification.content, content));
    } catch (error) {
      if (!isCorrupt(error)) throw error;
    }
  }

  /** Of the containers of a day's message, those that it does not list; all where there is no message. */
  async #leaveOutListed(channel: ChannelRef, liveId: string, keys: readonly string[]): Promise<string[]> {
    if (!this.#outbox.has(channel, liveId)) return [...keys];
    const content = (await this.#outbox.get(liveId))?.content;
    const listed = new Set(content?.kind === 'live' ? content.items.map(({ container }) => container) : []);
    return keys.filter((key) => !listed.has(containerOf(key)));
  }
}

/** @param key of a watch */
function containerOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** What the live message of a channel's watches says, in the order of the watches. */
function createContent(channel: ChannelRef, watches: readonly Watch[]): Content | undefined {
  const [first] = watches;
  const subscriber = findSubscriber(first, channel);
  if (first === undefined || subscriber === undefined) return undefined;
  const { account } = first;
  const { by, note, hook, liveId } = subscriber;
  const isRegistered = hook !== undefined;
  return {
    kind: 'live',
    account,
    by,
    ...(isRegistered ? { day: dayOfId(liveId) } : { note }),
    items: watches.map((watch) => {
      const called = isRegistered ? findSubscriber(watch, channel)?.note : undefined;
      return {
        container: watch.container,
        ...(called !== undefined && { note: called }),
        ...(watch.account !== account && { account: watch.account }),
        createdAt: watch.createdAt,
        state: watch.state,
        watched: true,
      };
    }),
  };
}

/**
 * An earlier live message, which leaves out what the channel watches anew where it is not posted yet; `undefined` where
 * nothing changes.
 *
 * @param present the ids of the present live messages, by their containers
 */
function markWatchedAnew(
  { id, content, messageId }: Notification,
  present: ReadonlyMap<string, string | undefined>,
): Content | undefined {
  if (content.kind !== 'live') return undefined;
  const isAnew = (item: LiveItem): boolean => mayGoOn(item) && (present.get(item.container) ?? id) !== id;
  if (!content.items.some(isAnew)) return undefined;
  const marks = { watchedAnew: true, ...(isNew({ messageId }) && { leftOut: true }) };
  return { ...content, items: content.items.map((item) => (isAnew(item) ? { ...item, ...marks } : item)) };
}

/** The message of a day with more posts, and notes that came late; `undefined` where it lists all of them. */
function addItems(
  content: AnyContent,
  { account, items: added }: Content,
): { content: Content; final: boolean } | undefined {
  if (content.kind !== 'live') return undefined;
  const listed = new Set(content.items.map(({ container }) => container));
  const notes = new Map(added.map(({ container, note }) => [container, note]));
  const lacksNote = ({ container, note }: LiveItem): boolean =>
    note === undefined && notes.get(container) !== undefined;
  const isOfOther = account !== content.account;
  const unlisted = added
    .filter(({ container }) => !listed.has(container))
    .map((item) => (isOfOther ? { account, ...item } : item));
  if (unlisted.length === 0 && !content.items.some(lacksNote)) return undefined;
  const items = content.items.map((item) =>
    lacksNote(item) ? { ...item, note: notes.get(item.container) } : item,
  );
  return { content: shorten({ ...content, items: [...items, ...unlisted] }), final: false };
}

/** Of a day with too many posts, the first that are published are counted and listed no more. */
function shorten(content: Content): Content {
  const surplus = content.items.length - MOST_ITEMS;
  if (surplus <= 0) return content;
  const isDone = ({ state, watched }: LiveItem): boolean =>
    !watched && state.kind === 'status' && state.status === 'PUBLISHED';
  const dropped = new Set(content.items.filter(isDone).slice(0, surplus));
  const items = content.items.filter((item) => !dropped.has(item));
  return { ...content, items, unlisted: (content.unlisted ?? 0) + dropped.size };
}
