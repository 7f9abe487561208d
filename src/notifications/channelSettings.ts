import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { KeyedLock } from '../keyedLock.ts';
import { type ChannelChoices, channelChoicesSchema } from '../messages/channelChoices.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** What one channel has chosen for its alerts. */
export const channelSettingsSchema = channelChoicesSchema.extend({
  version: z.literal(2),
  channel: channelRefSchema,
});

export type StoredSettings = z.infer<typeof channelSettingsSchema>;

/** What a person changes: a choice is left out that stays as it is, and `undefined` where it is given up. */
export type ChangedChoices = { readonly [K in keyof ChannelChoices]?: ChannelChoices[K] | undefined };

/** What channels have chosen for their alerts: whom bad news calls, quiet hours, reminders, silent and muted kinds. */
export class ChannelSettings {
  readonly #settings: CachedCollection<StoredSettings>;
  readonly #lock = new KeyedLock();
  #revision = 0;

  constructor(records: Collection<StoredSettings>) {
    this.#settings = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#settings.load(onCorrupt);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#settings.restore();
  }

  /** Changes whenever a channel chooses something else. */
  get revision(): number {
    return this.#revision;
  }

  /** What a channel has chosen; nothing, where nobody has chosen anything. */
  of(channel: ChannelRef): ChannelChoices {
    const {
      version: _,
      channel: __,
      ...choices
    } = this.#settings.get(channelKey(channel)) ?? {
      version: 2,
      channel,
    };
    return choices;
  }

  /** Every channel that has chosen something. */
  channels(): ChannelRef[] {
    return this.#settings.values().map(({ channel }) => channel);
  }

  /** Every channel that has chosen to be reminded. */
  remindedChannels(): StoredSettings[] {
    return this.#settings.values().filter(({ remind }) => remind !== undefined);
  }

  /** @returns what the channel has chosen now */
  change(channel: ChannelRef, changed: ChangedChoices): Promise<ChannelChoices> {
    const key = channelKey(channel);
    return this.#lock.run(key, async () => {
      const all = Object.entries({ ...this.of(channel), ...changed });
      const chosen = Object.fromEntries(all.filter(([, value]) => value !== undefined));
      const choices = channelChoicesSchema.parse(chosen);
      await this.#settings.set(key, { version: 2, channel, ...choices });
      this.#revision += 1;
      return choices;
    });
  }

  /** The channel is lost. */
  async forgetChannel(channel: ChannelRef): Promise<void> {
    await this.#settings.deleteMany([channelKey(channel)]);
  }
}
