import { randomUUID } from 'node:crypto';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { EmptiedStores } from '../store/emptiedStores.ts';
import { isCorrupt } from '../store/store.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { createWatch, type Subscriber, type Watch } from '../watches/watch.ts';
import type { RememberedWatch, WatchStore } from '../watches/watchStore.ts';
import type { LiveMessages } from './liveMessages.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { QuotaSubscription } from './quotaSubscription.ts';

/** How many containers share a live message: as many as one `watch` can name. */
const PER_LIVE_MESSAGE = 20;

/** How many watches are put back side by side. */
const AT_ONCE = 100;

/** A part that holds all its records in memory, and can store them again. */
interface Restorable {
  restore(): Promise<unknown>;
}

export interface StoreRecoveryOptions {
  readonly watchStore: WatchStore;
  readonly quotaAlerts: QuotaAlerts;
  readonly outbox: Outbox;
  readonly liveMessages: LiveMessages;
  readonly emptiedStores: EmptiedStores;
  readonly others: readonly Restorable[];
  /** Held while a watch is read and written back. */
  readonly lock: KeyedLock;
  readonly clock: Clock;
  /** Called with a message for the log. */
  readonly onRecovered: (message: string) => void;
}

/** What was put back, and what is lost, as far as the channels have not been told yet. */
interface Recovered {
  /** When the loss was noticed, ms since the epoch. */
  readonly at: number;
  /** With the subscribers alone that were put back. */
  readonly watches: Watch[];
  readonly subscriptions: QuotaSubscription[];
  /** How many messages of each channel waited to be sent, and are lost. */
  readonly lost: Map<string, { readonly channel: ChannelRef; readonly messages: number }>;
}

/** Puts back, from memory, what the store has lost, and tells each channel. */
export class StoreRecovery {
  readonly #options: StoreRecoveryOptions;
  #isNeeded = false;
  #isEmptied = false;
  /** Kept until the channels are told: the store may fail in between. */
  #recovered: Recovered | undefined;

  constructor(options: StoreRecoveryOptions) {
    this.#options = options;
  }

  /** The store has lost records: they are put back in the next round. @param isEmptied whether it has lost all of them */
  request({ isEmptied = false } = {}): void {
    this.#isNeeded = true;
    this.#isEmptied ||= isEmptied;
  }

  /** Before this moment a round has nothing to do; ms since the epoch. */
  get idleUntil(): number {
    return this.#isNeeded ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Puts back what is missing, if that was requested. If the store fails, the next round goes on. */
  async round(): Promise<void> {
    if (!this.#isNeeded) return;
    const { watches, subscriptions, lost } = await this.#putBack();
    this.#isNeeded = false;
    this.#isEmptied = false;
    this.#recovered = undefined;
    if (watches.length + subscriptions.length + lost.size > 0)
      this.#options.onRecovered(
        `the store had lost records: ${watches.length} watches and ${subscriptions.length} quota alerts were put back from memory, and their channels are told; notes and messages that waited are lost`,
      );
  }

  /** Puts all that memory knows into a store that holds nothing, with what is to be told of it, for another process. */
  async putAll(): Promise<void> {
    this.#isEmptied = true;
    await this.#putBack();
  }

  async #putBack(): Promise<Recovered> {
    const { others, quotaAlerts, outbox, clock, emptiedStores } = this.#options;
    this.#recovered ??= { at: clock.now(), watches: [], subscriptions: [], lost: new Map() };
    const recovered = this.#recovered;
    // If this process dies before all is put back, nobody remembers the rest; whoever asks `doctor` is told of the loss.
    if (this.#isEmptied) await emptiedStores.note({ at: recovered.at, watches: recovered.watches.length });
    for (const part of others) await part.restore();
    await this.#restoreWatches(recovered);
    recovered.subscriptions.push(...(await quotaAlerts.restore()));
    for (const [channel, messages] of await outbox.dropLost())
      recovered.lost.set(channelKey(channel), { channel, messages });
    await this.#tellChannels(recovered);
    return recovered;
  }

  async #tellChannels({ at, watches, subscriptions, lost }: Recovered): Promise<void> {
    const { liveMessages, outbox, emptiedStores } = this.#options;
    const channels = new Map(
      [
        ...watches.flatMap(({ subscribers }) => subscribers.map(({ channel }) => channel)),
        ...subscriptions.map(({ channel }) => channel),
        ...[...lost.values()].map(({ channel }) => channel),
      ].map((channel) => [channelKey(channel), channel]),
    );
    for (const [id, channel] of channels) {
      const restored = watches.filter((watch) => findSubscriber(watch, channel));
      await liveMessages.addMissing(channel, restored);
      const content: ContentOf<'store-emptied'> = {
        kind: 'store-emptied',
        at,
        watches: restored.map(({ account, container }) => ({ account, container })),
        quotaAlerts: subscriptions
          .filter((each) => channelKey(each.channel) === id)
          .map(({ account }) => account),
        lostMessages: lost.get(id)?.messages ?? 0,
      };
      await outbox.add(`store-emptied/${at}/${id}`, channel, content, { at, final: true });
    }
    if (channels.size > 0) await emptiedStores.note({ at, watches: watches.length });
  }

  async #restoreWatches({ at, watches }: Recovered): Promise<void> {
    const { watchStore, lock } = this.#options;
    const liveIds = new LiveIds();
    const all = [...watchStore.remembered()];
    for (let start = 0; start < all.length; start += AT_ONCE)
      await Promise.all(
        all.slice(start, start + AT_ONCE).map(([key, remembered]) =>
          lock.run(key, async () => {
            const restored = await this.#restoreWatch(key, remembered, liveIds, at);
            if (restored !== undefined) watches.push(restored);
          }),
        ),
      );
  }

  /** Called with the watch's key locked. @returns the watch with the subscribers that were put back */
  async #restoreWatch(
    key: string,
    remembered: readonly (RememberedWatch & { readonly channel: ChannelRef })[],
    liveIds: LiveIds,
    now: number,
  ): Promise<Watch | undefined> {
    const { watchStore } = this.#options;
    const found = await this.#findLost(key, remembered);
    // It may have ended, or been dropped, while this waited for its lock.
    if (found === undefined || found.lost.length === 0 || !watchStore.isIndexed(key)) return undefined;
    const subscribers = found.lost.map(({ channel, by }) => ({
      channel,
      by,
      liveId: liveIds.next(channel, key),
      since: now,
    }));
    const watch = found.stored ?? recreateWatch(key, remembered, now);
    await watchStore.saveAll([{ ...watch, subscribers: [...watch.subscribers, ...subscribers] }]);
    return { ...watch, subscribers };
  }

  /** @returns the stored watch, and its missing subscribers; `undefined` for a record that can't be read */
  async #findLost<R extends { readonly channel: ChannelRef }>(key: string, remembered: readonly R[]) {
    try {
      const stored = await this.#options.watchStore.get(key);
      return { stored, lost: remembered.filter(({ channel }) => !findSubscriber(stored, channel)) };
    } catch (error) {
      if (isCorrupt(error)) return undefined;
      throw error;
    }
  }
}

/** Ids for the live messages of restored watches: one for some containers of a channel and an account. */
class LiveIds {
  readonly #open = new Map<string, { readonly id: string; left: number }>();

  next(channel: ChannelRef, key: string): Subscriber['liveId'] {
    const name = `${channelKey(channel)} ${key.slice(0, key.indexOf('/'))}`;
    const before = this.#open.get(name);
    const open = before && before.left > 0 ? before : { id: `live-${randomUUID()}`, left: PER_LIVE_MESSAGE };
    open.left -= 1;
    this.#open.set(name, open);
    return open.id;
  }
}

/** A watch as it would be if it had just begun, but of a container of the known age. */
function recreateWatch(key: string, [first]: readonly RememberedWatch[], now: number): Watch {
  const slash = key.indexOf('/');
  const watch = createWatch(key.slice(0, slash), key.slice(slash + 1), first?.createdAt ?? now, now);
  return { ...watch, putBack: true };
}
