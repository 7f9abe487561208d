import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { WatchStartedFacts } from '../messages/replies/watchStarted.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Poller } from '../polling/poller.ts';
import { type ContainerState, type Subscriber, type Watch, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { findSubscriber } from './findSubscriber.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';

/** What a `watch` asks for. */
export interface WatchRequest {
  readonly channel: ChannelRef;
  readonly by: string;
  readonly account: string;
  readonly containers: readonly string[];
  /** How long ago the containers were created, ms. */
  readonly age: number;
  readonly note: string | undefined;
}

/** The state of one container right after `watch`. */
export type WatchStarted = WatchStartedFacts['watches'][number];

export interface WatchServiceOptions {
  readonly watchStore: WatchStore;
  readonly poller: Poller;
  readonly outbox: Outbox;
  readonly recentSubscribers: RecentSubscribers;
  /** Held while a watch is read and written back. */
  readonly lock: KeyedLock;
}

/** Begins channels' watches, with their live messages. */
export class WatchService {
  readonly #options: WatchServiceOptions;

  constructor(options: WatchServiceOptions) {
    this.#options = options;
  }

  /**
   * Subscribes a channel to containers, stores the live message of those that it did not watch before, and checks all of
   * them at once.
   */
  async begin(request: WatchRequest, now: number): Promise<WatchStarted[]> {
    const { watchStore, poller } = this.#options;
    const keys = await this.#keysOf(request);
    const before = await watchStore.getMany(keys);
    const already = new Set(keys.filter((_, index) => findSubscriber(before[index], request.channel)));
    const liveId = `live-${randomUUID()}`;
    const added = request.containers.filter((_, index) => !already.has(keys[index] ?? ''));
    if (added.length > 0) {
      await this.#addLive(liveId, request, added, before, now);
      await this.#options.recentSubscribers.note(request.account, request.channel, now);
    }
    for (const container of added) await this.#subscribe(container, request, liveId, now);

    const watches = (await watchStore.getMany(keys)).filter((watch) => watch !== undefined);
    const decisions = await poller.checkNow(watches);
    return watches.map((watch) => {
      const key = watchKey(watch.account, watch.container);
      const decision = decisions.get(key);
      const { account, container, createdAt, state, nextCheckAt } = decision?.watch ?? watch;
      const isOpen = decision === undefined || !decision.ended;
      return {
        account,
        container,
        createdAt,
        state,
        nextCheckAt: isOpen ? nextCheckAt : undefined,
        already: already.has(key),
      };
    });
  }

  /** A container that the channel watches already keeps its account, whichever account was asked for. */
  async #keysOf({ channel, account, containers }: WatchRequest): Promise<string[]> {
    const listed = Map.groupBy(
      await this.#options.watchStore.inChannel(channel),
      ({ container }) => container,
    );
    return containers.map((container) => {
      const accounts = listed.get(container)?.map((watch) => watch.account) ?? [];
      return watchKey(accounts.includes(account) ? account : (accounts[0] ?? account), container);
    });
  }

  async #addLive(
    liveId: string,
    { channel, account, by, note, age }: WatchRequest,
    containers: readonly string[],
    before: readonly (Watch | undefined)[],
    now: number,
  ): Promise<void> {
    const items = containers.map((container) => {
      const watch = before.find((each) => each?.container === container);
      const state: ContainerState = watch?.state ?? { kind: 'unknown' };
      return { container, createdAt: watch?.createdAt ?? now - age, state, watched: true };
    });
    await this.#options.outbox.add(
      liveId,
      channel,
      { kind: 'live', account, by, note, items },
      { at: now, final: false },
    );
  }

  #subscribe(container: string, request: WatchRequest, liveId: string, now: number): Promise<void> {
    const { account, channel, by, note, age } = request;
    const key = watchKey(account, container);
    const subscriber: Subscriber = { channel, by, note, liveId, since: now };
    return this.#options.lock.run(key, async () => {
      const before = await this.#options.watchStore.get(key);
      const watch: Watch = before ?? {
        version: 2,
        account,
        container,
        createdAt: now - age,
        firstSeenAt: now,
        nextCheckAt: now,
        checks: 0,
        state: { kind: 'unknown' },
        delayedNotified: false,
        expiryNotified: false,
        subscribers: [],
      };
      await this.#options.watchStore.save(
        { ...watch, subscribers: [...watch.subscribers, subscriber] },
        before,
      );
    });
  }
}
