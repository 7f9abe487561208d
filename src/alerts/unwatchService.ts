import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { keyOf, type Subscriber, type Watch, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { LiveMessages } from './liveMessages.ts';
import type { Notifier } from './notifier.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';

export interface UnwatchServiceOptions {
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
  readonly recentSubscribers: RecentSubscribers;
  readonly liveMessages: LiveMessages;
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

  /** A day's message lists a thousand posts: it is written once for all of them that end together. */
  async #dropBatch(
    channel: ChannelRef,
    account: string,
    containers: readonly string[],
    by: string,
  ): Promise<string[]> {
    const { watchStore, liveMessages, recentSubscribers, notifier, clock } = this.#options;
    const ended: (Unsubscribed & { readonly container: string })[] = [];
    for (const container of containers) {
      const each = await this.#unsubscribe(watchKey(account, container), channel);
      if (each !== undefined) ended.push({ ...each, container });
    }
    if (ended.length > 0) await recentSubscribers.note(account, channel, clock.now());
    for (const [liveId, shown] of Map.groupBy(ended, ({ subscriber }) => subscriber.liveId))
      await notifier.showDropped(liveId, new Set(shown.map(({ container }) => container)), by);
    for (const { watch, subscriber } of ended) await notifier.closeAlerts(watch, subscriber);
    // Somebody may have begun to watch one of them before its end was shown.
    const present = await watchStore.getMany(ended.map(({ watch }) => keyOf(watch)));
    const anew = present.filter((watch) => watch !== undefined);
    await liveMessages.leaveOutEarlier(channel, anew);
    return ended.map(({ container }) => container);
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
      const subscribers = watch.subscribers.filter((each) => each !== subscriber);
      if (subscribers.length === 0) await watchStore.remove(watch);
      else await watchStore.save({ ...watch, subscribers }, watch);
      return { watch, subscriber };
    });
  }
}
