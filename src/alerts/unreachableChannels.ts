import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** So long `doctor` shows what a channel has lost. */
const KEPT = 7 * DAY;

/** What a channel subscribed to until it could not be reached any more. */
export const unreachableChannelSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  /** Why nothing reached it, in a clause. */
  reason: z.string(),
  at: z.number(),
  containers: z.number(),
  /** The accounts whose quota alerts ended. */
  accounts: z.array(z.string()),
});

export type UnreachableChannel = z.infer<typeof unreachableChannelSchema>;

/** The channels whose subscriptions were ended by a refusal that lasts; few at any time, so memory holds them. */
export class UnreachableChannels {
  readonly #records: Collection<UnreachableChannel>;
  readonly #byKey = new Map<string, UnreachableChannel>();

  constructor(records: Collection<UnreachableChannel>) {
    this.#records = records;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, failed] of this.#records.entries(onCorrupt)) this.#byKey.set(key, failed);
  }

  /** Notes what a channel has lost; what it lost before gives way. */
  async add(failed: UnreachableChannel): Promise<void> {
    const old = [...this.#byKey].filter(([, { at }]) => at + KEPT <= failed.at).map(([key]) => key);
    await this.#records.deleteMany(old);
    for (const key of old) this.#byKey.delete(key);
    const key = channelKey(failed.channel);
    await this.#records.set(key, failed);
    this.#byKey.set(key, failed);
  }

  /** What the channels of a workspace have lost of late, the latest first. */
  inWorkspaceOf({ platform, workspace }: ChannelRef, now: number): UnreachableChannel[] {
    return [...this.#byKey.values()]
      .filter(
        ({ channel, at }) =>
          channel.platform === platform && channel.workspace === workspace && now < at + KEPT,
      )
      .sort((a, b) => b.at - a.at);
  }
}
