import { randomUUID } from 'node:crypto';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { WatchStartedFacts } from '../messages/replies/watchStarted.ts';
import type { CheckDecision } from '../polling/checkDecision.ts';
import type { Poller } from '../polling/poller.ts';
import { type CheckSchedule, planFirstCheck } from '../polling/schedule.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { createWatch, keyOf, type Subscriber, type Watch, watchKey } from '../watches/watch.ts';
import { findExceededLimit, WatchLimitError } from '../watches/watchLimits.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { HookDays } from './hookDays.ts';
import type { LiveMessages } from './liveMessages.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';
import type { UnwatchService } from './unwatchService.ts';

/** What a `watch` asks for. */
export interface WatchRequest {
  readonly channel: ChannelRef;
  readonly by: string;
  readonly account: string;
  readonly containers: readonly string[];
  /** How long ago the containers were created, ms. */
  readonly age: number;
  readonly note: string | undefined;
  /** Whether bad news about them calls the person by name. */
  readonly mention?: boolean;
  /** The hook by which a publishing program registers them, which `by` made. */
  readonly hook?: Subscriber['hook'];
}

/** The state of one container right after `watch`. */
export type WatchStarted = WatchStartedFacts['watches'][number];

export interface WatchServiceOptions {
  readonly watchStore: WatchStore;
  readonly poller: Poller;
  readonly liveMessages: LiveMessages;
  readonly recentSubscribers: RecentSubscribers;
  readonly hookDays: HookDays;
  readonly unwatchService: Pick<UnwatchService, 'finish'>;
  readonly schedule: CheckSchedule;
  /** Held while a watch is read and written back. */
  readonly lock: KeyedLock;
}

/** What a `watch` subscribed the channel to: the keys of the watches, and those that it watched before. */
interface Subscribed {
  readonly keys: readonly string[];
  readonly already: ReadonlySet<string>;
  /** The live message of the others. */
  readonly liveId: string;
}

/** Begins channels' watches, with their live messages. */
export class WatchService {
  readonly #options: WatchServiceOptions;
  /** Held while a channel is subscribed, so that people who type the same at once subscribe it once. */
  readonly #channels = new KeyedLock();

  constructor(options: WatchServiceOptions) {
    this.#options = options;
  }

  /**
   * Subscribes a channel to containers, stores the live message of those that it did not watch before, and checks all of
   * them at once.
   *
   * @throws {WatchLimitError} where more would run than may; nothing has been begun by then
   */
  async begin(request: WatchRequest, now: number): Promise<WatchStarted[]> {
    const { watchStore, poller, liveMessages } = this.#options;
    const { keys, already, liveId } = await this.subscribe(request, now);
    const watches = (await watchStore.getMany(keys)).filter((watch) => watch !== undefined);
    const decisions = await poller.checkNow(watches);
    await liveMessages.noteAnswered(liveId, findEndedAtOnce(watches, decisions));
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

  /**
   * Subscribes a channel to containers, and stores their live message, without a check.
   *
   * @throws {WatchLimitError} where more would run than may; nothing has been begun by then
   */
  subscribe(request: WatchRequest, now: number): Promise<Subscribed> {
    // A program's calls need not wait for each other: each is about containers of its own.
    if (request.hook !== undefined) return this.#subscribe(request, now);
    return this.#channels.run(channelKey(request.channel), () => this.#subscribe(request, now));
  }

  /** Stores all new watches in one write, and their live message after them: nobody is promised what is not watched. */
  async #subscribe(request: WatchRequest, now: number): Promise<Subscribed> {
    const { watchStore, liveMessages, recentSubscribers, hookDays, unwatchService, lock } = this.#options;
    const { channel, account } = request;
    // What somebody ended is begun anew.
    await unwatchService.finish();
    const keys = this.#keysOf(request);
    return lock.runAll(keys, async () => {
      const before = await watchStore.getMany(keys);
      const already = before.filter((watch) => watch !== undefined && findSubscriber(watch, channel));
      const liveId = request.hook ? hookDays.idOf(request, now) : `live-${randomUUID()}`;
      const added = request.containers.flatMap((container, index) =>
        already.includes(before[index])
          ? []
          : [this.#addSubscriber(before[index], container, request, liveId, now)],
      );
      const changed = already.flatMap((watch) => [
        ...(request.mention === true ? addCalled(watch, request) : []),
        ...(request.hook === undefined ? [] : addNote(watch, request)),
      ]);
      const isByHook = request.hook !== undefined;
      const counts = watchStore.counts(channel, request.by, isByHook);
      const exceeded = findExceededLimit(counts, added.length, isByHook);
      if (exceeded) throw new WatchLimitError(exceeded);
      if (added.length + changed.length > 0) await watchStore.saveAll([...added, ...changed]);
      const byKey = new Map(changed.map((watch) => [keyOf(watch), watch]));
      const known = already.flatMap((watch) =>
        watch === undefined ? [] : [byKey.get(keyOf(watch)) ?? watch],
      );
      for (const watch of known) watchStore.adopt(watch);
      if (request.hook === undefined) await liveMessages.addMissing(channel, [...added, ...known]);
      else liveMessages.addSoon(channel, [...added, ...known]);
      if (added.length > 0) await recentSubscribers.note(account, channel, now);
      return { keys, already: new Set(known.map(keyOf)), liveId };
    });
  }

  /** A container that the channel watches already keeps its account, whichever account was asked for. */
  #keysOf({ channel, account, containers }: WatchRequest): string[] {
    const { watchStore } = this.#options;
    return containers.map(
      (container) => watchStore.findKey(channel, container, account) ?? watchKey(account, container),
    );
  }

  /** The watch with the requesting channel as a subscriber. @param before left out where nobody watches the container */
  #addSubscriber(
    before: Watch | undefined,
    container: string,
    { account, channel, by, note, age, mention, hook }: WatchRequest,
    liveId: string,
    now: number,
  ): Watch {
    const called = mention === true && { mentions: [by] };
    const subscriber: Subscriber = {
      channel,
      by,
      note,
      liveId,
      since: now,
      ...(hook && { hook }),
      ...called,
    };
    const begun = createWatch(account, container, now - age, now);
    const firstCheck = hook && {
      nextCheckAt: planFirstCheck(this.#options.schedule, begun.createdAt, now),
    };
    const watch = before ?? { ...begun, ...firstCheck };
    return { ...watch, subscribers: [...watch.subscribers, subscriber] };
  }
}

/** The containers whose very first answer ended their watch. */
function findEndedAtOnce(
  watches: readonly Watch[],
  decisions: ReadonlyMap<string, CheckDecision>,
): ReadonlySet<string> {
  const ended = watches.filter(
    (watch) => watch.state.kind === 'unknown' && decisions.get(keyOf(watch))?.ended === true,
  );
  return new Set(ended.map(({ container }) => container));
}

/** A watch that a program registered without a note, with the one that it says now. */
function addNote(watch: Watch | undefined, { channel, note }: WatchRequest): Watch[] {
  const subscriber = findSubscriber(watch, channel);
  if (watch === undefined || note === undefined) return [];
  if (subscriber?.hook === undefined || subscriber.note !== undefined) return [];
  const subscribers = watch.subscribers.map((each) => (each === subscriber ? { ...subscriber, note } : each));
  return [{ ...watch, subscribers }];
}

/** A watch that the channel has already, as it calls one more person; nothing where it calls them already. */
function addCalled(watch: Watch | undefined, { channel, by }: WatchRequest): Watch[] {
  const subscriber = findSubscriber(watch, channel);
  if (watch === undefined || subscriber === undefined || subscriber.mentions?.includes(by)) return [];
  const calling = { ...subscriber, mentions: [...(subscriber.mentions ?? []), by] };
  const subscribers = watch.subscribers.map((each) => (each === subscriber ? calling : each));
  return [{ ...watch, subscribers }];
}
