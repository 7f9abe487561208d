import { randomUUID } from 'node:crypto';
import type { KeyedLock } from '../keyedLock.ts';
import { type Place, placeKey } from '../place.ts';
import type { Happening } from '../watches/happening.ts';
import type { Looks } from '../watches/looks.ts';
import { type ContainerState, type Watch, type Watcher, watchKey } from '../watches/watch.ts';
import type { WatchBook } from '../watches/watchBook.ts';
import type { Postings } from './postings.ts';
import type { Teller } from './tell.ts';

/** What a `watch` asks for. */
export interface WatchRequest {
  readonly place: Place;
  readonly by: string;
  readonly account: string;
  readonly containers: readonly string[];
  /** How old the containers are, ms. */
  readonly age: number;
  readonly note: string | undefined;
}

/** How a container stands right after it was asked to be watched. */
export interface WatchBegun {
  /** The account that it is watched for: another than was asked for, where that one sees it. */
  readonly account: string;
  readonly container: string;
  readonly createdAt: number;
  readonly state: ContainerState;
  /** `undefined` where the watch has ended with the first look. */
  readonly nextLookAt: number | undefined;
  /** This channel watched it before. */
  readonly already: boolean;
  readonly happening: Happening | undefined;
}

export interface WatchingOptions {
  readonly book: WatchBook;
  readonly looks: Looks;
  readonly postings: Postings;
  readonly teller: Teller;
  readonly lock: KeyedLock;
}

/** Begins and ends channels' watches, with their live messages. */
export class Watching {
  readonly #options: WatchingOptions;

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  /** Puts containers on a channel's list, posts the live message, and looks at each at once. */
  async begin(request: WatchRequest, now: number): Promise<WatchBegun[]> {
    const { book, looks } = this.#options;
    const keys = await this.#keysOf(request);
    const before = await book.getMany(keys);
    const already = new Set(keys.filter((_, index) => isWatchedIn(request.place, before[index])));
    const liveId = `live-${randomUUID()}`;
    const added = request.containers.filter((_, index) => !already.has(keys[index] ?? ''));
    if (added.length > 0) await this.#postLive(liveId, request, added, before, now);
    for (const container of added) await this.#join(container, request, liveId, now);

    const watches = (await book.getMany(keys)).filter((watch) => watch !== undefined);
    const decisions = await looks.lookNow(watches);
    return watches.map((watch) => {
      const key = watchKey(watch.account, watch.container);
      const decision = decisions.get(key);
      const { account, container, createdAt, state, nextLookAt } = decision?.watch ?? watch;
      const isOpen = decision === undefined || !decision.ended;
      return {
        account,
        container,
        createdAt,
        state,
        nextLookAt: isOpen ? nextLookAt : undefined,
        already: already.has(key),
        happening: decision?.happening,
      };
    });
  }

  /** Takes off a channel's list what a live message of that channel still watches. @returns what was dropped */
  async dropLive(
    place: Place,
    liveId: string,
    by: string,
  ): Promise<{ account: string; container: string }[]> {
    const posting = await this.#options.postings.get(liveId);
    if (posting?.content.kind !== 'live' || placeKey(posting.place) !== placeKey(place)) return [];
    const dropped: { account: string; container: string }[] = [];
    for (const { container, account = posting.content.account, watched } of posting.content.items)
      if (watched) dropped.push(...(await this.drop(place, account, [container], by)));
    return dropped;
  }

  /** Takes containers off a channel's list. @returns those that stood on it */
  async drop(
    place: Place,
    account: string,
    containers: readonly string[],
    by: string,
  ): Promise<{ account: string; container: string }[]> {
    const dropped: { account: string; container: string }[] = [];
    for (const container of containers) {
      const watcher = await this.#leave(watchKey(account, container), place);
      if (watcher === undefined) continue;
      await this.#options.teller.tellDropped(watcher, container, by);
      dropped.push({ account, container });
    }
    return dropped;
  }

  /**
   * Takes everything off a channel's list, without a word: the channel is lost to us.
   *
   * @returns what was dropped, and on whose word it had been watched
   */
  async forgetPlace(place: Place): Promise<{ container: string; by: string }[]> {
    const dropped: { container: string; by: string }[] = [];
    for (const { account, container } of await this.#options.book.inChannel(place)) {
      const watcher = await this.#leave(watchKey(account, container), place);
      if (watcher !== undefined) dropped.push({ container, by: watcher.by });
    }
    return dropped;
  }

  /** A container that the channel watches already is watched for the account that it is watched for. */
  async #keysOf({ place, account, containers }: WatchRequest): Promise<string[]> {
    const listed = Map.groupBy(await this.#options.book.inChannel(place), ({ container }) => container);
    return containers.map((container) => {
      const accounts = listed.get(container)?.map((watch) => watch.account) ?? [];
      return watchKey(accounts.includes(account) ? account : (accounts[0] ?? account), container);
    });
  }

  async #postLive(
    liveId: string,
    { place, account, by, note, age }: WatchRequest,
    containers: readonly string[],
    before: readonly (Watch | undefined)[],
    now: number,
  ): Promise<void> {
    const items = containers.map((container) => {
      const watch = before.find((each) => each?.container === container);
      const state: ContainerState = watch?.state ?? { kind: 'unknown' };
      return { container, createdAt: watch?.createdAt ?? now - age, state, watched: true };
    });
    await this.#options.postings.add(
      liveId,
      place,
      { kind: 'live', account, by, note, items },
      { at: now, final: false },
    );
  }

  #join(container: string, request: WatchRequest, liveId: string, now: number): Promise<void> {
    const { account, place, by, note, age } = request;
    const key = watchKey(account, container);
    const watcher: Watcher = { place, by, note, liveId, since: now };
    return this.#options.lock.run(key, async () => {
      const before = await this.#options.book.get(key);
      const watch: Watch = before ?? {
        version: 1,
        account,
        container,
        createdAt: now - age,
        firstSeenAt: now,
        nextLookAt: now,
        looks: 0,
        state: { kind: 'unknown' },
        parkedTold: false,
        expiryTold: false,
        watchers: [],
      };
      await this.#options.book.save({ ...watch, watchers: [...watch.watchers, watcher] }, before);
    });
  }

  #leave(key: string, place: Place): Promise<Watcher | undefined> {
    return this.#options.lock.run(key, async () => {
      const { book } = this.#options;
      const watch = await book.get(key);
      const watcher = watch?.watchers.find((each) => placeKey(each.place) === placeKey(place));
      if (watch === undefined || watcher === undefined) return undefined;
      const watchers = watch.watchers.filter((each) => each !== watcher);
      if (watchers.length === 0) await book.remove(watch);
      else await book.save({ ...watch, watchers }, watch);
      return watcher;
    });
  }
}

function isWatchedIn(place: Place, watch: Watch | undefined): boolean {
  return watch?.watchers.some((watcher) => placeKey(watcher.place) === placeKey(place)) ?? false;
}
