import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { KeyedLock } from '../keyedLock.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { SnoozeSubject } from './kinds/notificationKind.ts';
import { kindOf } from './kinds/table.ts';
import { isNew, type Notification } from './notification.ts';

/** One snooze of a channel: who snoozed what (see `SnoozeSubject`), and until when (ms since the epoch). */
export const snoozeSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  account: z.string().optional(),
  container: z.string().optional(),
  by: z.string(),
  until: z.number(),
  /** Whether only a manager could begin it, so that only a manager may change it. */
  isManaged: z.boolean().optional(),
  /** Who ended it before its time; `until` is then when that was. */
  resumedBy: z.string().optional(),
  /** The ids of the notifications that show it. Earlier versions did not store them. */
  shownOn: z.array(z.string()).optional(),
});

export type Snooze = z.infer<typeof snoozeSchema>;

/** The snoozes of all channels. */
export class SnoozeStore {
  readonly #snoozes: CachedCollection<Snooze>;

  readonly #lock = new KeyedLock();
  #revision = 0;

  constructor(records: Collection<Snooze>) {
    this.#snoozes = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#snoozes.load(onCorrupt);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#snoozes.restore();
  }

  /** Changes whenever a snooze begins, or takes the place of an earlier one. */
  get revision(): number {
    return this.#revision;
  }

  /** Stores a snooze, in place of an earlier one on the same subject. One with an end that has passed ends that. */
  set(snooze: Snooze): Promise<void> {
    const key = snoozeKey(snooze.channel, snooze);
    return this.#lock.run(key, async () => {
      await this.#snoozes.set(key, snooze);
      this.#revision += 1;
    });
  }

  /** The snooze of exactly this subject, also one that has ended and is not forgotten yet. */
  get(channel: ChannelRef, subject: SnoozeSubject): Snooze | undefined {
    return this.#snoozes.get(snoozeKey(channel, subject));
  }

  /** What is snoozed in a channel. */
  activeIn(channel: ChannelRef, now: number): Snooze[] {
    const key = channelKey(channel);
    return this.#snoozes
      .values()
      .filter((snooze) => snooze.until > now && channelKey(snooze.channel) === key);
  }

  /**
   * The snoozes that concern a notification, also those that have ended and are not forgotten yet. An edit notifies
   * nobody, so no snooze concerns it.
   */
  snoozesOf(notification: Notification): Snooze[] {
    if (!isNew(notification)) return [];
    const { channel, content } = notification;
    return kindOf(content)
      .snoozeSubjects(content)
      .flatMap((subject) => this.get(channel, subject) ?? []);
  }

  /** Until when the whole channel is snoozed; `undefined` where it is not. */
  channelUntil(channel: ChannelRef, now: number): number | undefined {
    const snooze = this.get(channel, {});
    return snooze !== undefined && snooze.until > now ? snooze.until : undefined;
  }

  /** A container that the channel has snoozed turned out to be of another account: the snooze goes with it. */
  async moveContainer(channel: ChannelRef, container: string, from: string, to: string): Promise<void> {
    const snooze = this.get(channel, { account: from, container });
    if (snooze === undefined) return;
    const there = this.get(channel, { account: to, container });
    if (there === undefined || there.until < snooze.until) await this.set({ ...snooze, account: to });
    await this.forget(snooze);
  }

  /** Forgets the snoozes of an account that was disconnected. */
  async forgetAccount(account: string): Promise<void> {
    const snoozes = this.#snoozes.values().filter((snooze) => snooze.account === account);
    await this.#forget(snoozes);
  }

  /** When the next snooze ends, ms since the epoch; `Infinity` where there is none. */
  get nextEnd(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#snoozes.values().map(({ until }) => until));
  }

  /** The snoozes that have ended and are not forgotten yet. */
  ended(now: number): Snooze[] {
    return this.#snoozes.values().filter(({ until }) => until <= now);
  }

  /** Forgets a snooze, but for one that has taken its place meanwhile. */
  forget(snooze: Snooze): Promise<void> {
    return this.#lock.run(snoozeKey(snooze.channel, snooze), async () => {
      if (this.get(snooze.channel, snooze) === snooze) await this.#forget([snooze]);
    });
  }

  #forget(snoozes: readonly Snooze[]): Promise<void> {
    return this.#snoozes.deleteMany(snoozes.map((snooze) => snoozeKey(snooze.channel, snooze)));
  }
}

function snoozeKey(channel: ChannelRef, { account, container }: SnoozeSubject): string {
  if (account === undefined) return `${channelKey(channel)}/channel`;
  return `${channelKey(channel)}/${account}/${container ?? 'quotas'}`;
}
