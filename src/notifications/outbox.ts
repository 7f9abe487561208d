import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Content } from '../messages/content.ts';
import { getReadable } from '../store/getReadable.ts';
import type { IndexedCollection, StoreError } from '../store/store.ts';
import type { DeliveryCall } from './chatPort.ts';
import { confirmNotification, type DeliveryReceipt } from './confirmNotification.ts';
import { kindOf } from './kinds/table.ts';
import { isNew, type Notification } from './notification.ts';
import { type Revision, toAnnotated, toRevised, toUnposted } from './notificationChanges.ts';
import type { StoredEntry } from './notificationIndex.ts';
import { orderNotifications } from './orderNotifications.ts';
import { OutboxIndex, type OutboxTimes } from './outboxIndex.ts';
import { groupExpiresAt, groupKey, type PostedGroup } from './postedGroup.ts';

/** All notifications that are stored. The store holds the records, memory their ids. */
export class Outbox {
  readonly #records: IndexedCollection<Notification, StoredEntry>;
  readonly #lock = new KeyedLock();
  readonly #index: OutboxIndex;
  /** Changes that wait for their turn to be stored, by the notification's id. */
  readonly #revisions = new Map<string, { readonly changes: Revision[]; readonly stored: Promise<void> }>();
  readonly #onCorrupt: (key: string, error: StoreError) => void;

  /** @param onCorrupt called once with each record that can't be read any more */
  constructor(
    records: IndexedCollection<Notification, StoredEntry>,
    onCorrupt: (key: string, error: StoreError) => void,
    clock: Clock,
  ) {
    this.#index = new OutboxIndex(() => clock.now());
    this.#records = records;
    this.#onCorrupt = onCorrupt;
  }

  /** Finds, at the start, what is still to be sent, and the messages that can still change. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const page of this.#records.indexEntries(onCorrupt))
      for (const [, entry] of page) this.#index.set(entry);
  }

  get(id: string): Promise<Notification | undefined> {
    return this.#records.get(id);
  }

  /** Those that exist. A record that can't be read is logged and left out. */
  getReadable(ids: readonly string[]): Promise<Notification[]> {
    return getReadable(this.#records, ids, this.#onCorrupt);
  }

  /** Whether a channel has this notification. It does not read the store. */
  has(channel: ChannelRef, id: string): boolean {
    return this.#index.has(channel, id);
  }

  /** The channels in which something is to be sent or edited. */
  pendingChannels(): ChannelRef[] {
    return this.#index.pendingChannels();
  }

  /** The ids of what is to be sent in a channel, or to be edited there; without `call`, of both. */
  pendingIds(channel: ChannelRef, call?: DeliveryCall): string[] {
    return this.#index.pendingIn(channel, call);
  }

  /** When things were posted, and since when others wait for it. It does not read the store. */
  get times(): OutboxTimes {
    return this.#index;
  }

  /** What is to be sent or edited in a channel, in that order. @param call leaves out the other of the two */
  async pendingIn(channel: ChannelRef, call?: DeliveryCall): Promise<Notification[]> {
    const pending = await getReadable(this.#records, this.#index.pendingIn(channel, call), (key, error) => {
      // The unreadable record stays in the store and holds up no other; the next start skips it too.
      this.#index.delete(channel, [key]);
      this.#onCorrupt(key, error);
    });
    return orderNotifications(pending);
  }

  /** Changes whenever something becomes pending in a channel. */
  revisionOf(channel: ChannelRef): number {
    return this.#index.revisionOf(channel);
  }

  /** The posted messages of a channel that show groups. */
  groupsIn(channel: ChannelRef): PostedGroup[] {
    return this.#index.groupsIn(channel);
  }

  /** The ids of a channel's notifications. */
  idsIn(channel: ChannelRef): string[] {
    return this.#index.idsIn(channel);
  }

  /** Those of a channel that may be brought up once more, with the time when each was posted, ms since the epoch. */
  remindableIn(channel: ChannelRef): ReadonlyMap<string, number> {
    return this.#index.remindableIn(channel);
  }

  /** The notifications of a group. */
  membersOf({ ids }: PostedGroup): Promise<Notification[]> {
    return this.getReadable([...ids]);
  }

  /**
   * Stores a notification to be sent; one that is stored already stays as it is. That one may be missing in the index: a
   * store that fails may have carried out the write all the same.
   */
  add(
    id: string,
    channel: ChannelRef,
    content: Content,
    { at, final }: { at: number; final: boolean },
  ): Promise<void> {
    return this.#lock.run(id, async () => {
      const stored = await this.#records.get(id);
      if (stored !== undefined) return this.#index.set(stored);
      const unsent = { version: 2, synced: false, nonce: randomUUID() } as const;
      await this.#save({ ...unsent, id, channel, content, at, final });
    });
  }

  /**
   * Stores a change to what a message says; `change` returns `undefined` where nothing changes. Then the change may have
   * been stored by a write that seemed to fail, so the index is updated all the same. Changes of one message that come
   * while another is being stored share the next write.
   */
  revise(id: string, change: Revision): Promise<void> {
    const waiting = this.#revisions.get(id);
    if (waiting !== undefined) {
      waiting.changes.push(change);
      return waiting.stored;
    }
    const changes = [change];
    const stored = this.#lock.run(id, () => {
      this.#revisions.delete(id);
      return this.#revise(id, changes);
    });
    this.#revisions.set(id, { changes, stored });
    return stored;
  }

  async #revise(id: string, changes: readonly Revision[]): Promise<void> {
    const notification = await this.#records.get(id);
    if (notification === undefined) return;
    const revised = toRevised(notification, changes);
    if (revised !== undefined) await this.#save(revised);
    else if (!notification.synced) this.#index.set(notification);
  }

  /**
   * The containers that a notification says are watched no more; `undefined` where there is no such notification. It does not
   * read the store.
   *
   * @param channel its `channelKey`
   */
  endedOf(channel: string, id: string): readonly string[] | undefined {
    return this.#index.endedOf(channel, id);
  }

  /** Changes, unseen, what a channel was told of these containers being watched no more. */
  async annotateEnded(
    channel: ChannelRef,
    containers: ReadonlySet<string>,
    change: (notification: Notification) => Content | undefined,
  ): Promise<void> {
    for (const id of this.#index.endedIn(channel, containers))
      await this.#lock.run(id, async () => {
        const [notification] = await this.getReadable([id]);
        const annotated = notification && toAnnotated(notification, change(notification));
        if (annotated !== undefined) await this.#save(annotated);
      });
  }

  /**
   * Stores that the platform took notifications. Those of a group are kept while more can join its message, or people
   * can list it. Any other is forgotten once it is final.
   */
  async confirm(sent: readonly Notification[], receipt: DeliveryReceipt): Promise<void> {
    const final = new Set(sent.filter((notification) => notification.final && groupKey(notification)));
    if (final.size > 0) await this.#confirmFinal([...final], receipt);
    const others = sent.filter((notification) => !final.has(notification));
    await Promise.all(others.map((notification) => this.#confirmOne(notification, receipt)));
  }

  /** Stores that notifications were brought up once more. */
  async markReminded(ids: readonly string[]): Promise<void> {
    for (const id of ids)
      await this.#withStored(id, (notification) => this.#save({ ...notification, isReminded: true }));
  }

  /** Drops from memory the notifications that the store has lost. @returns how many of each channel waited to be sent */
  async dropLost(): Promise<Map<ChannelRef, number>> {
    const lost = new Map<ChannelRef, number>();
    for (const channel of this.#index.channels()) {
      const ids = this.#index.idsIn(channel);
      const pending = new Set(this.#index.pendingIn(channel));
      const kept = new Set((await this.getReadable(ids)).map(({ id }) => id));
      const gone = ids.filter((id) => !kept.has(id));
      this.#index.delete(channel, gone);
      const waited = gone.filter((id) => pending.has(id)).length;
      if (waited > 0) lost.set(channel, waited);
    }
    return lost;
  }

  /** Stores that notifications need new messages, because their posted one can't be edited. */
  async postAnew(notifications: readonly Notification[]): Promise<void> {
    for (const { id } of notifications)
      await this.#withStored(id, (notification) => this.#unpost(notification));
  }

  /** Forgets notifications that need not be sent any more. */
  async forget(ids: readonly string[]): Promise<void> {
    for (const notification of await this.getReadable(ids)) await this.#forget(notification);
  }

  /** Stores that nobody wants to know more of this: what is posted stays as it is, what still waits is not sent. */
  finalize(id: string): Promise<void> {
    return this.#withStored(id, (notification) => {
      const isDone = isNew(notification) || (notification.synced && groupKey(notification) === undefined);
      return isDone ? this.#forget(notification) : this.#save({ ...notification, final: true });
    });
  }

  /** Somebody deleted the message that was to be edited: it is posted again, or forgotten, as its kind says. */
  onMessageDeleted({ id }: Notification): Promise<void> {
    return this.#withStored(id, (notification) =>
      kindOf(notification.content).whenDeleted === 'post-again'
        ? this.#unpost(notification)
        : this.#forget(notification),
    );
  }

  /** Forgets a group, and its notifications. */
  async forgetGroup(channel: ChannelRef, { ids }: PostedGroup): Promise<void> {
    await this.#records.deleteMany([...ids]);
    this.#index.delete(channel, [...ids]);
  }

  /** When the next group expires, ms since the epoch; `Infinity` where there is none. */
  get nextGroupExpiry(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [, group] of this.#index.groups()) next = Math.min(next, groupExpiresAt(group));
    return next;
  }

  /** Forgets the groups that need not be kept any more. */
  async forgetExpiredGroups(now: number): Promise<void> {
    for (const [channel, group] of [...this.#index.groups()])
      if (groupExpiresAt(group) <= now) await this.forgetGroup(channel, group);
  }

  /** Forgets every notification of a channel. @returns those that were still to be sent or edited */
  async forgetChannel(channel: ChannelRef): Promise<Notification[]> {
    const pending = await this.getReadable(this.#index.pendingIn(channel));
    const ids = this.#index.idsIn(channel);
    await this.#records.deleteMany(ids);
    this.#index.delete(channel, ids);
    return pending;
  }

  /** Runs `work` with a stored notification that nothing else changes meanwhile. */
  #withStored(id: string, work: (notification: Notification) => Promise<void>): Promise<void> {
    return this.#lock.run(id, async () => {
      const notification = await this.#records.get(id);
      if (notification !== undefined) await work(notification);
    });
  }

  /** One write for all. Only an acknowledgement changes final notifications: see `#confirmOne`. */
  #confirmFinal(sent: readonly Notification[], receipt: DeliveryReceipt): Promise<void> {
    const byId = new Map(sent.map((notification) => [notification.id, notification]));
    return this.#lock.runAll([...byId.keys()], async () => {
      const stored = await this.getReadable([...byId.keys()]);
      const confirmed = stored.map((notification) =>
        confirmNotification(notification, byId.get(notification.id), receipt),
      );
      await this.#records.setMany(confirmed.map((notification) => [notification.id, notification] as const));
      for (const notification of confirmed) this.#index.set(notification);
    });
  }

  #confirmOne(sent: Notification, receipt: DeliveryReceipt): Promise<void> {
    return this.#withStored(sent.id, (notification) => {
      const confirmed = confirmNotification(notification, sent, receipt);
      const isDone = confirmed.synced && confirmed.final && groupKey(notification) === undefined;
      return isDone ? this.#forget(notification) : this.#save(confirmed);
    });
  }

  async #unpost(notification: Notification): Promise<void> {
    const unposted = toUnposted(notification);
    if (unposted === undefined) return this.#forget(notification);
    // The posted message shows it no more.
    this.#index.delete(notification.channel, [notification.id]);
    await this.#save(unposted);
  }

  async #save(notification: Notification): Promise<void> {
    await this.#records.set(notification.id, notification);
    this.#index.set(notification);
  }

  async #forget({ id, channel }: Notification): Promise<void> {
    await this.#records.delete(id);
    this.#index.delete(channel, [id]);
  }
}
