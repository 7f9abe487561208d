import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { ChannelChoices } from '../messages/channelChoices.ts';
import type { ContentOf } from '../messages/content.ts';
import type { ChangedChoices, ChannelSettings } from '../notifications/channelSettings.ts';
import type { Outbox } from '../notifications/outbox.ts';

export interface SettingsChange {
  readonly channel: ChannelRef;
  readonly by: string;
  readonly changed: ChangedChoices;
  /** The quota alerts that the same command turned on or off. */
  readonly quotas?: ContentOf<'alert-settings'>['quotas'];
}

/** Changes how alerts are posted in channels, and shows there who changed it. */
export class AlertSettingsService {
  readonly #settings: ChannelSettings;
  readonly #outbox: Outbox;

  constructor(settings: ChannelSettings, outbox: Outbox) {
    this.#settings = settings;
    this.#outbox = outbox;
  }

  /** What a channel has chosen. */
  of(channel: ChannelRef): ChannelChoices {
    return this.#settings.of(channel);
  }

  /** @returns what the channel has chosen now */
  async change({ channel, by, changed, quotas }: SettingsChange, now: number): Promise<ChannelChoices> {
    const choices = await this.#settings.change(channel, changed);
    const content = { kind: 'alert-settings', by, choices, ...(quotas && { quotas }) } as const;
    // Somebody typed it: no crash decides it again.
    await this.#outbox.add(`alert-settings/${randomUUID()}`, channel, content, { at: now, final: true });
    return choices;
  }
}
