import type { ChannelRef } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Content } from '../messages/content.ts';
import { getReadable } from '../store/getReadable.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { GROUP_OPEN_FOR, groupKey, type Notification, type StandingGroup } from './notification.ts';
import { orderNotifications } from './orderNotifications.ts';
import { OutboxIndex } from './outboxIndex.ts';

/** A message that tells of more than one container can be asked for all of them for so long. */
const LISTED_FOR = DAY;

/** What was taken by the platform: in which message, and since when that stands. */
export interface Taken {
  readonly messageId: string;
  readonly group: { readonly id: string; readonly since: number };
}

/** The messages that stand, or are to stand, in channels. Records live in the store; memory holds their ids. */
export class Outbox {
  readonly #records: Collection<Notification>;
  readonly #lock = new KeyedLock();
  readonly #index = new OutboxIndex();
  readonly #onCorrupt: (key: string, error: StoreError) => void;

  /** @param onCorrupt told of a record that can't be read any more, once */
  constructor(records: Collection<Notification>, onCorrupt: (key: string, error: StoreError) => void) {
    this.#records = records;
    this.#onCorrupt = onCorrupt;
  }

  /** Finds what was stored but not confirmed when the program ended, and what still stands. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [, notification] of this.#records.entries(onCorrupt)) this.#index.note(notification);
  }

  get(id: string): Promise<Notification | undefined> {
    return this.#records.get(id);
  }

  /** The channels in which something is to be sent or edited. */
  outdatedChannels(): ChannelRef[] {
    return this.#index.outdatedChannels();
  }

  /** What is to be sent or edited in a channel, in that order. */
  async outdatedIn(channel: ChannelRef): Promise<Notification[]> {
    const outdated = await getReadable(this.#records, this.#index.outdatedIn(channel), (key, error) => {
      // It holds up nobody: the record is left as it is, and the next start passes it over too.
      this.#index.drop(channel, [key]);
      this.#onCorrupt(key, error);
    });
    return orderNotifications(outdated);
  }

  /** Changes whenever there is something new to be sent or edited in a channel. */
  revisionOf(channel: ChannelRef): number {
    return this.#index.revisionOf(channel);
  }

  /** The messages of alerts that stand in a channel. */
  groupsIn(channel: ChannelRef): StandingGroup[] {
    return this.#index.groupsIn(channel);
  }

  /** What a standing message tells of. */
  membersOf({ ids }: StandingGroup): Promise<Notification[]> {
    return this.#read([...ids]);
  }

  /** Stores the intent to post; one that is stored already stays as it is. */
  add(
    id: string,
    channel: ChannelRef,
    content: Content,
    { at, final }: { at: number; final: boolean },
  ): Promise<void> {
    return this.#lock.run(id, async () => {
      if (await this.#records.get(id)) return;
      await this.#save({ version: 2, id, channel, content, at, synced: false, final });
    });
  }

  /** Stores a change to what a message says; `change` gives `undefined` where there is none. */
  revise(
    id: string,
    change: (notification: Notification) => Pick<Notification, 'content' | 'final'> | undefined,
  ): Promise<void> {
    return this.#lock.run(id, async () => {
      const notification = await this.#records.get(id);
      const revision = notification && change(notification);
      if (notification && revision) await this.#save({ ...notification, ...revision, synced: false });
    });
  }

  /**
   * Notes that the platform took what was sent. Alerts are kept while their message can take in more, or be asked
   * for all that it tells of; anything else that nothing changes any more is forgotten.
   */
  async confirm(sent: readonly Notification[], taken: Taken): Promise<void> {
    const alerts = sent.filter((notification) => groupKey(notification) !== undefined);
    if (alerts.length > 0) await this.#keepStanding(alerts, taken);
    for (const notification of sent)
      if (!alerts.includes(notification)) await this.#confirmOne(notification, taken.messageId);
  }

  /** Forgets messages that need not be sent any more. */
  async forget(ids: readonly string[]): Promise<void> {
    for (const notification of await this.#read(ids)) await this.#forget(notification);
  }

  /** Notes that nothing will change this message any more. */
  finalize(id: string): Promise<void> {
    return this.#lock.run(id, async () => {
      const notification = await this.#records.get(id);
      if (notification?.synced) await this.#forget(notification);
      else if (notification) await this.#save({ ...notification, final: true });
    });
  }

  /** Notes that the message to edit is gone: a live one is posted anew, anything else has had its say. */
  onMessageDeleted({ id }: Notification): Promise<void> {
    return this.#lock.run(id, async () => {
      const notification = await this.#records.get(id);
      if (notification === undefined) return;
      const { messageId: _, ...rest } = notification;
      if (notification.content.kind === 'live') await this.#save(rest);
      else await this.#forget(notification);
    });
  }

  /** Forgets a message of alerts that stands no more. */
  async forgetGroup(channel: ChannelRef, { ids }: StandingGroup): Promise<void> {
    await this.#records.deleteMany([...ids]);
    this.#index.drop(channel, [...ids]);
  }

  /** When the next message of alerts takes in nothing more; never, where none stands. */
  get nextStale(): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...[...this.#index.groups()].map(([, group]) => staleAt(group)),
    );
  }

  /** Forgets the alerts whose messages take in nothing more. */
  async forgetStale(now: number): Promise<void> {
    for (const [channel, group] of [...this.#index.groups()])
      if (staleAt(group) <= now) await this.forgetGroup(channel, group);
  }

  /** Forgets all that stands or waits in a channel. @returns what had not been sent */
  async forgetChannel(channel: ChannelRef): Promise<Notification[]> {
    const unsent = await this.#read(this.#index.outdatedIn(channel));
    const ids = this.#index.idsIn(channel);
    await this.#records.deleteMany(ids);
    this.#index.drop(channel, ids);
    return unsent;
  }

  async #read(ids: readonly string[]): Promise<Notification[]> {
    return getReadable(this.#records, ids, this.#onCorrupt);
  }

  /** Alerts never change what they say, so they are noted together. */
  async #keepStanding(alerts: readonly Notification[], { messageId, group }: Taken): Promise<void> {
    const standing = alerts.map((notification) => ({ ...notification, messageId, group, synced: true }));
    await this.#records.setMany(standing.map((notification) => [notification.id, notification] as const));
    for (const notification of standing) this.#index.note(notification);
  }

  /** What has been revised since it was sent stays to be sent. */
  #confirmOne(sent: Notification, messageId: string): Promise<void> {
    return this.#lock.run(sent.id, async () => {
      const notification = await this.#records.get(sent.id);
      if (notification === undefined) return;
      const synced = JSON.stringify(notification.content) === JSON.stringify(sent.content);
      if (synced && notification.final) await this.#forget(notification);
      else await this.#save({ ...notification, messageId, synced });
    });
  }

  async #save(notification: Notification): Promise<void> {
    await this.#records.set(notification.id, notification);
    this.#index.note(notification);
  }

  async #forget({ id, channel }: Notification): Promise<void> {
    await this.#records.delete(id);
    this.#index.drop(channel, [id]);
  }
}

function staleAt({ ids, since }: StandingGroup): number {
  return since + (ids.size > 1 ? LISTED_FOR : GROUP_OPEN_FOR);
}
