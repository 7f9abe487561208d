import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** `doctor` shows an unreachable channel for so long. */
const KEPT_FOR = 7 * DAY;

/** A channel whose subscriptions were ended, since it can't be posted to any more; and what they were. */
export const unreachableChannelSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  /** Why nothing can be posted, in a clause. */
  reason: z.string(),
  /** When its subscriptions ended, ms since the epoch. */
  at: z.number(),
  /** How many containers it watched. */
  containers: z.number(),
  /** The accounts whose quota alerts it subscribed to. */
  accounts: z.array(z.string()),
  /** How many hooks it had. Earlier versions did not store it. */
  hooks: z.number().optional(),
});

export type UnreachableChannel = z.infer<typeof unreachableChannelSchema>;

/** The channels whose subscriptions were ended, for `doctor`. */
export class UnreachableChannels {
  readonly #channels: CachedCollection<UnreachableChannel>;

  constructor(records: Collection<UnreachableChannel>) {
    this.#channels = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#channels.load(onCorrupt);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#channels.restore();
  }

  /** Adds a channel, in place of an earlier record of it; forgets those that are too old to be shown. */
  async add(unreachable: UnreachableChannel): Promise<void> {
    await this.forgetOld(unreachable.at);
    await this.#channels.set(channelKey(unreachable.channel), unreachable);
  }

  async forgetOld(now: number): Promise<void> {
    const old = this.#channels.entries().filter(([, { at }]) => at + KEPT_FOR <= now);
    await this.#channels.deleteMany(old.map(([key]) => key));
  }

  /** All that `doctor` shows, the latest first. */
  all(now: number): UnreachableChannel[] {
    return this.#channels
      .values()
      .filter(({ at }) => now < at + KEPT_FOR)
      .sort((a, b) => b.at - a.at);
  }

  /** The unreachable channels of a channel's workspace, the latest first. */
  inWorkspaceOf({ platform, workspace }: ChannelRef, now: number): UnreachableChannel[] {
    return this.all(now).filter(
      ({ channel }) => channel.platform === platform && channel.workspace === workspace,
    );
  }
}
