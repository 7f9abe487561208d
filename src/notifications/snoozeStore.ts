import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { Notification } from './notification.ts';

/** What a channel wants to hear nothing of for a while: one container, an account's quotas, or anything at all. */
export interface SnoozeSubject {
  /** Left out for the channel as a whole. */
  readonly account?: string | undefined;
  /** Left out for the account's quotas. */
  readonly container?: string | undefined;
}

export const snoozeSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  account: z.string().optional(),
  container: z.string().optional(),
  by: z.string(),
  until: z.number(),
});

export type Snooze = z.infer<typeof snoozeSchema>;

/** The snoozes of all channels; few at any time, so memory holds them, and the store for the next start. */
export class SnoozeStore {
  readonly #records: Collection<Snooze>;
  readonly #byKey = new Map<string, Snooze>();

  constructor(records: Collection<Snooze>) {
    this.#records = records;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, snooze] of this.#records.entries(onCorrupt)) this.#byKey.set(key, snooze);
  }

  /** Begins a snooze; the one before it on the same subject gives way. */
  async begin(snooze: Snooze): Promise<void> {
    const key = snoozeKey(snooze.channel, snooze);
    await this.#records.set(key, snooze);
    this.#byKey.set(key, snooze);
  }

  /** What holds a message back, or did until its `until` came. */
  over(notification: Notification): Snooze[] {
    return subjectsOf(notification)
      .map((subject) => this.#byKey.get(snoozeKey(notification.channel, subject)))
      .filter((snooze) => snooze !== undefined);
  }

  /** Until when a channel as a whole is snoozed, where it is. */
  channelUntil(channel: ChannelRef, now: number): number | undefined {
    const snooze = this.#byKey.get(snoozeKey(channel, {}));
    return snooze !== undefined && snooze.until > now ? snooze.until : undefined;
  }

  /** Forgets all of an account that is there no more. */
  async forgetAccount(account: string): Promise<void> {
    for (const [key, snooze] of this.#byKey) {
      if (snooze.account !== account) continue;
      await this.#records.delete(key);
      this.#byKey.delete(key);
    }
  }

  /** When the next of them ends, ms since the epoch; never, where there is none. */
  get nextEnd(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#byKey.values()].map(({ until }) => until));
  }

  /** Those that are over, and still known. */
  ended(now: number): Snooze[] {
    return [...this.#byKey.values()].filter(({ until }) => until <= now);
  }

  async forget(snooze: Snooze): Promise<void> {
    const key = snoozeKey(snooze.channel, snooze);
    await this.#records.delete(key);
    this.#byKey.delete(key);
  }
}

/** Under which subjects a message can be snoozed; one that stands may be edited: that disturbs nobody. */
function subjectsOf({ content, messageId }: Notification): SnoozeSubject[] {
  if (messageId !== undefined) return [];
  switch (content.kind) {
    case 'live':
    case 'quota-alerts':
    case 'channel-snoozed':
      return [];
    case 'container':
      return [{ account: content.account, container: content.container }, {}];
    case 'quota':
    case 'quota-recovered':
      return [{ account: content.account }, {}];
    default:
      return [{}];
  }
}

function snoozeKey(channel: ChannelRef, { account, container }: SnoozeSubject): string {
  if (account === undefined) return `${channelKey(channel)}/channel`;
  return `${channelKey(channel)}/${account}/${container ?? 'quotas'}`;
}
