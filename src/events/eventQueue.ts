import type { EventFeed, FeedEvent } from '../alerts/eventFeed.ts';
import { KeyedLock } from '../keyedLock.ts';
import { type Collection, isCorrupt, type StoreError } from '../store/store.ts';
import { describeEvent } from './describeEvent.ts';
import type { EventReceiver, EventReceivers } from './eventReceiver.ts';
import type { StoredEvent } from './storedEvent.ts';

/** So many events wait for one hook; then the oldest is dropped for each new one. */
export const MOST_WAITING = 1_000;

/** So many events that were delivered are remembered: while the store fails, an event is decided again and again. */
const MOST_REMEMBERED = 1_000;

/** An event that waits, as memory knows it. */
export interface WaitingEvent {
  readonly key: string;
  readonly receiver: string;
  /** When it was stored, ms since the epoch. */
  readonly at: number;
  readonly order: number;
  /** What it is about: events about the same thing are sent one after the other. */
  readonly subject: string | undefined;
  /** How often this process has tried in vain. */
  tries: number;
  /** When it may be tried, ms since the epoch. */
  dueAt: number;
  isOnTheWay: boolean;
}

export interface EventQueueOptions {
  readonly records: Collection<StoredEvent>;
  readonly receivers: EventReceivers;
  readonly onCorrupt: (key: string, error: StoreError) => void;
}

/** The events that wait to be sent to programs. The store holds them, memory their keys. */
export class EventQueue implements EventFeed {
  readonly #options: EventQueueOptions;
  /** By hook, and there by key, in their order. */
  readonly #waiting = new Map<string, Map<string, WaitingEvent>>();
  readonly #delivered = new Set<string>();
  readonly #lock = new KeyedLock();
  #lastOrder = 0;
  #onAdded: (receiver: string) => void = () => undefined;
  #onFull: (receiver: EventReceiver, now: number) => Promise<void> = async () => undefined;

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  /** @param onAdded called once an event is stored @param onFull called before the oldest is dropped */
  connect(
    onAdded: (receiver: string) => void,
    onFull: (receiver: EventReceiver, now: number) => Promise<void>,
  ): void {
    this.#onAdded = onAdded;
    this.#onFull = onFull;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    const stored: [key: string, event: StoredEvent][] = [];
    for await (const [key, event] of this.#options.records.entries(onCorrupt)) stored.push([key, event]);
    stored.sort(([, a], [, b]) => a.order - b.order);
    for (const [key, event] of stored) this.#index(key, event);
  }

  async add(event: FeedEvent): Promise<void> {
    const receivers = this.#options.receivers
      .inChannel(event.channel)
      .filter((receiver) => receiver.target.ended === undefined && isFor(receiver, event));
    if (receivers.length === 0) return;
    const body = describeEvent(event);
    await Promise.all(
      receivers.map(async (receiver) => {
        const key = `${receiver.id}/${body.id}`;
        await this.#lock.run(receiver.id, () => this.#store(key, receiver, body, event.at));
        this.#onAdded(receiver.id);
      }),
    );
  }

  async #store(key: string, receiver: EventReceiver, body: StoredEvent['body'], at: number): Promise<void> {
    const waiting = this.#waiting.get(receiver.id);
    if (waiting?.has(key) || this.#delivered.has(key)) return;
    if (waiting !== undefined && waiting.size >= MOST_WAITING) {
      await this.#onFull(receiver, at);
      const [oldest] = [...waiting.values()].filter(({ isOnTheWay }) => !isOnTheWay);
      if (oldest !== undefined) await this.remove(oldest);
    }
    const order = Math.max(this.#lastOrder + 1, at);
    const event: StoredEvent = { version: 2, receiver: receiver.id, at, order, body };
    this.#lastOrder = order;
    await this.#options.records.set(key, event);
    this.#index(key, event);
  }

  #index(key: string, { receiver, at, order, body }: StoredEvent): void {
    const waiting = this.#waiting.get(receiver) ?? new Map<string, WaitingEvent>();
    const subject = body.container;
    waiting.set(key, { key, receiver, at, order, subject, tries: 0, dueAt: 0, isOnTheWay: false });
    this.#waiting.set(receiver, waiting);
    this.#lastOrder = Math.max(this.#lastOrder, order);
  }

  /** The hooks for which something waits. */
  receivers(): string[] {
    return [...this.#waiting.keys()];
  }

  /** What waits for a hook, in its order. */
  waitingFor(receiver: string): readonly WaitingEvent[] {
    return [...(this.#waiting.get(receiver)?.values() ?? [])];
  }

  /** The first event of a hook that may be sent now; what is about the same thing as one on its way waits for that. */
  findDue(receiver: string, now: number): WaitingEvent | undefined {
    const waiting = this.waitingFor(receiver);
    const busy = new Set(waiting.flatMap(({ isOnTheWay, subject }) => (isOnTheWay ? [subject] : [])));
    return waiting.find(
      ({ isOnTheWay, dueAt, subject }) =>
        !isOnTheWay && dueAt <= now && (subject === undefined || !busy.has(subject)),
    );
  }

  /** @returns `undefined` where the store has lost it, or can't read it: then it waits no more */
  async read(event: WaitingEvent): Promise<StoredEvent | undefined> {
    try {
      const stored = await this.#options.records.get(event.key);
      if (stored === undefined) this.#forget(event);
      return stored;
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.#options.onCorrupt(event.key, error);
      this.#forget(event);
      return undefined;
    }
  }

  /** Whether the program has it, as far as this process remembers. */
  isDelivered({ key }: WaitingEvent): boolean {
    return this.#delivered.has(key);
  }

  /** The program has it. */
  async removeDelivered(event: WaitingEvent): Promise<void> {
    this.#delivered.add(event.key);
    const [oldest] = this.#delivered;
    if (this.#delivered.size > MOST_REMEMBERED && oldest !== undefined) this.#delivered.delete(oldest);
    await this.remove(event);
  }

  async remove(event: WaitingEvent): Promise<void> {
    await this.#options.records.delete(event.key);
    this.#forget(event);
  }

  /** Drops all that waits for a hook. */
  async dropAll(receiver: string): Promise<void> {
    await this.#lock.run(receiver, async () => {
      await this.#options.records.deleteMany([...(this.#waiting.get(receiver)?.keys() ?? [])]);
      this.#waiting.delete(receiver);
    });
  }

  #forget({ receiver, key }: WaitingEvent): void {
    const waiting = this.#waiting.get(receiver);
    waiting?.delete(key);
    if (waiting?.size === 0) this.#waiting.delete(receiver);
  }
}

/** A watch may have moved to another account of the workspace since the hook registered it. */
function isFor({ id, account }: EventReceiver, event: FeedEvent): boolean {
  return account === event.account || (event.kind === 'container' && event.hook === id);
}
