import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { type Subscriber, type Watch, watchKey } from '../watches/watch.ts';
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
    const dropped: { account: string; container: string }[] = [];
    for (const { container, account = notification.content.account, watched } of notification.content.items)
      if (watched) dropped.push(...(await this.drop(channel, account, [container], by)));
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
    for (const container of containers) {
      const ended = await this.#unsubscribe(watchKey(account, container), channel);
      if (ended === undefined) continue;
      await this.#options.recentSubscribers.note(account, channel, this.#options.clock.now());
      await this.#options.notifier.showDropped(ended.subscriber, container, by);
      await this.#options.notifier.closeAlerts(ended.watch, ended.subscriber);
      dropped.push({ account, container });
    }
    return dropped;
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
  #unsubscribe(
    key: string,
    channel: ChannelRef,
  ): Promise<{ readonly watch: Watch; readonly subscriber: Subscriber } | undefined> {
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
