import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { type Subscriber, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { Notifier } from './notifier.ts';

export interface UnwatchServiceOptions {
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
  /** Held by whoever reads a watch to write it. */
  readonly lock: KeyedLock;
}

/** Ends channels' watches, and shows it in their live messages. */
export class UnwatchService {
  readonly #options: UnwatchServiceOptions;

  constructor(options: UnwatchServiceOptions) {
    this.#options = options;
  }

  /** Takes off a channel's list what a live message of that channel still watches. @returns what was dropped */
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

  /** Takes containers off a channel's list. @returns those that stood on it */
  async drop(
    channel: ChannelRef,
    account: string,
    containers: readonly string[],
    by: string,
  ): Promise<{ account: string; container: string }[]> {
    const dropped: { account: string; container: string }[] = [];
    for (const container of containers) {
      const subscriber = await this.#leave(watchKey(account, container), channel);
      if (subscriber === undefined) continue;
      await this.#options.notifier.showDropped(subscriber, container, by);
      dropped.push({ account, container });
    }
    return dropped;
  }

  /**
   * Takes everything off a channel's list, without a word: the channel is lost to us.
   *
   * @returns what was dropped, and on whose word it had been watched
   */
  async forgetChannel(channel: ChannelRef): Promise<{ container: string; by: string }[]> {
    const dropped: { container: string; by: string }[] = [];
    for (const { account, container } of await this.#options.watchStore.inChannel(channel)) {
      const subscriber = await this.#leave(watchKey(account, container), channel);
      if (subscriber !== undefined) dropped.push({ container, by: subscriber.by });
    }
    return dropped;
  }

  #leave(key: string, channel: ChannelRef): Promise<Subscriber | undefined> {
    return this.#options.lock.run(key, async () => {
      const { watchStore } = this.#options;
      const watch = await watchStore.get(key);
      const subscriber = watch?.subscribers.find((each) => channelKey(each.channel) === channelKey(channel));
      if (watch === undefined || subscriber === undefined) return undefined;
      const subscribers = watch.subscribers.filter((each) => each !== subscriber);
      if (subscribers.length === 0) await watchStore.remove(watch);
      else await watchStore.save({ ...watch, subscribers }, watch);
      return subscriber;
    });
  }
}
