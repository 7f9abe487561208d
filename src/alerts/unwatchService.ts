import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { isCorrupt } from '../store/store.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { keyOf, type Subscriber, type Watch, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { Notifier } from './notifier.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';

export interface UnwatchServiceOptions {
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
  readonly recentSubscribers: RecentSubscribers;
  readonly clock: Clock;
  /** Held while a watch is read and written back. */
  readonly lock: KeyedLock;
}

/** So many subscriptions end before their live messages show it. */
const BATCH = 50;

/** A subscription that ended, and the watch as it was before. */
interface Unsubscribed {
  readonly watch: Watch;
  readonly subscriber: Subscriber;
}

/** Ends channels' subscriptions to watches, and shows it in their live messages. */
export class UnwatchService {
  readonly #options: UnwatchServiceOptions;
  /** Subscriptions that may have been shown as ended and go on, by channel and watch. */
  readonly #unfinished = new Map<string, { readonly channel: ChannelRef; readonly key: string }>();

  constructor(options: UnwatchServiceOptions) {
    this.#options = options;
  }

  /** Ends what a live message of the channel still watches. @returns what ended */
  async dropLive(
    channel: ChannelRef,
    liveId: string,
    by: string,
  ): Promise<{ account: string; container: string }[]> {
    const notification = await this.#options.outbox.get(liveId);
    if (notification?.content.kind !== 'live' || channelKey(notification.channel) !== channelKey(channel))
      return [];
    const { account: ofAll, items } = notification.content;
    const watched = items.filter((item) => item.watched);
    const dropped: { account: string; container: string }[] = [];
    for (const [account, ofAccount] of Map.groupBy(watched, (item) => item.account ?? ofAll))
      dropped.push(
        ...(await this.drop(
          channel,
          account,
          ofAccount.map(({ container }) => container),
          by,
        )),
      );
    return dropped;
  }

  /** Ends the channel's subscriptions to containers of an account. @returns those that it watched */
  async drop(
    channel: ChannelRef,
    account: string,
    containers: readonly string[],
    by: string,
  ): Promise<{ account: string; container: string }[]> {
    const dropped: { account: string; container: string }[] = [];
    for (let start = 0; start < containers.length; start += BATCH)
      for (const container of await this.#dropBatch(
        channel,
        account,
        containers.slice(start, start + BATCH),
        by,
      ))
        dropped.push({ account, container });
    return dropped;
  }

  /**
   * A day's message lists a thousand posts: it is written once for all of them that end together. The live messages are
   * stored first, as what is intended: whatever a crash or a failing store leaves of it is done later.
   */
  #dropBatch(
    channel: ChannelRef,
    account: string,
    containers: readonly string[],
    by: string,
  ): Promise<string[]> {
    const { watchStore, recentSubscribers, lock, clock } = this.#options;
    const keys = containers.map((container) => watchKey(account, container));
    // No check and no `watch` comes between what is shown and what is so.
    return lock.runAll(keys, async () => {
      const ending = (await watchStore.getMany(keys)).flatMap((watch) => {
        const subscriber = findSubscriber(watch, channel);
        return watch === undefined || subscriber === undefined ? [] : [{ watch, subscriber }];
      });
      if (ending.length > 0) await recentSubscribers.note(account, channel, clock.now());
      try {
        await this.#end(ending, by);
      } catch (error) {
        for (const { watch } of ending) this.noteUnfinished(channel, keyOf(watch));
        throw error;
      }
      return ending.map(({ watch }) => watch.container);
    });
  }

  async #end(ending: readonly Unsubscribed[], by: string): Promise<void> {
    const { notifier } = this.#options;
    for (const [liveId, shown] of Map.groupBy(ending, ({ subscriber }) => subscriber.liveId))
      await notifier
        .showDropped(liveId, new Set(shown.map(({ watch }) => watch.container)), by)
        .catch(throwUnlessCorrupt);
    for (const { watch, subscriber } of ending)
      await notifier.closeAlerts(watch, subscriber).catch(throwUnlessCorrupt);
    for (const { watch, subscriber } of ending) await this.#remove(watch, subscriber);
  }

  /** A subscription may be one that somebody ended, and that a crash or a failing store left. */
  noteUnfinished(channel: ChannelRef, key: string): void {
    this.#unfinished.set(`${channelKey(channel)} ${key}`, { channel, key });
  }

  get hasUnfinished(): boolean {
    return this.#unfinished.size > 0;
  }

  /** Ends the subscriptions whose live messages say that somebody ended them. @throws StoreError what is left stays so */
  async finish(): Promise<void> {
    for (const [id, { channel, key }] of this.#unfinished) {
      const left = await this.#readUnfinished(channel, key);
      if (left !== undefined) await this.drop(channel, left.account, [left.container], left.by);
      this.#unfinished.delete(id);
    }
  }

  async #readUnfinished(
    channel: ChannelRef,
    key: string,
  ): Promise<{ account: string; container: string; by: string } | undefined> {
    const { watchStore, outbox } = this.#options;
    try {
      const watch = await watchStore.get(key);
      const subscriber = findSubscriber(watch, channel);
      if (watch === undefined || subscriber === undefined) return undefined;
      const { account, container } = watch;
      const content = (await outbox.get(subscriber.liveId))?.content;
      const items = content?.kind === 'live' ? content.items : [];
      const by = items.find((item) => item.container === container)?.droppedBy;
      return by === undefined ? undefined : { account, container, by };
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      return undefined;
    }
  }

  /**
   * Ends all of a channel's subscriptions, and shows it nowhere: the channel can't be posted to any more.
   *
   * @returns the containers, and who had asked for each
   */
  async forgetChannel(channel: ChannelRef): Promise<{ container: string; by: string }[]> {
    const dropped: { container: string; by: string }[] = [];
    for (const { account, container } of await this.#options.watchStore.inChannel(channel)) {
      const ended = await this.#unsubscribe(watchKey(account, container), channel);
      if (ended !== undefined) dropped.push({ container, by: ended.subscriber.by });
    }
    return dropped;
  }

  /** A watch without subscribers ends. */
  #unsubscribe(key: string, channel: ChannelRef): Promise<Unsubscribed | undefined> {
    return this.#options.lock.run(key, async () => {
      const { watchStore } = this.#options;
      const watch = await watchStore.get(key);
      const subscriber = findSubscriber(watch, channel);
      if (watch === undefined || subscriber === undefined) return undefined;
      await this.#remove(watch, subscriber);
      return { watch, subscriber };
    });
  }

  async #remove(watch: Watch, subscriber: Subscriber): Promise<void> {
    const { watchStore } = this.#options;
    const subscribers = watch.subscribers.filter((each) => each !== subscriber);
    if (subscribers.length === 0) await watchStore.remove(watch);
    else await watchStore.save({ ...watch, subscribers }, watch);
  }
}

/** A message whose record can't be read stays as it is, and keeps nobody from stopping a watch. */
function throwUnlessCorrupt(error: unknown): void {
  if (!isCorrupt(error)) throw error;
}
