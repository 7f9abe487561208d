import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { ChannelChoices } from '../messages/channelChoices.ts';
import type { ContentOf } from '../messages/content.ts';
import type { ChangedChoices, ChannelSettings } from '../notifications/channelSettings.ts';
import { kindOf } from '../notifications/kinds/table.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { isQuiet } from '../notifications/quietHours.ts';
import type { WatchStore } from '../watches/watchStore.ts';

export interface SettingsChange {
  readonly channel: ChannelRef;
  readonly by: string;
  readonly changed: ChangedChoices;
  /** The quota alerts that the same command turned on or off. */
  readonly quotas?: ContentOf<'alert-settings'>['quotas'];
}

export interface AlertSettingsParts {
  readonly channelSettings: ChannelSettings;
  readonly outbox: Outbox;
  readonly watchStore: WatchStore;
}

/** Changes how alerts are posted in channels, and shows there who changed it. */
export class AlertSettingsService {
  readonly #settings: ChannelSettings;
  readonly #outbox: Outbox;
  readonly #watchStore: WatchStore;

  constructor({ channelSettings, outbox, watchStore }: AlertSettingsParts) {
    this.#settings = channelSettings;
    this.#outbox = outbox;
    this.#watchStore = watchStore;
  }

  /** What a channel has chosen. */
  of(channel: ChannelRef): ChannelChoices {
    return this.#settings.of(channel);
  }

  /** @returns what the channel has chosen now */
  async change({ channel, by, changed, quotas }: SettingsChange, now: number): Promise<ChannelChoices> {
    if ('quiet' in changed) await this.#dropUntrue(channel, now);
    const choices = await this.#settings.change(channel, changed);
    const content = { kind: 'alert-settings', by, choices, ...(quotas && { quotas }) } as const;
    // Somebody typed it: no crash decides it again.
    await this.#outbox.add(`alert-settings/${randomUUID()}`, channel, content, { at: now, final: true });
    return choices;
  }

  /** Somebody ends the quiet hours that hold alerts back, or moves them: only what is still true is left to be sent. */
  async #dropUntrue(channel: ChannelRef, now: number): Promise<void> {
    const { quiet } = this.#settings.of(channel);
    if (quiet === undefined || !isQuiet(quiet, now)) return;
    const pending = await this.#outbox.pendingIn(channel, 'post');
    const held = pending.filter(({ content, at }) => kindOf(content).weigh(content, at)?.isUrgent === false);
    const isTrue = await Promise.all(
      held.map(({ content }) => kindOf(content).isStillTrue(content, this.#watchStore)),
    );
    await this.#outbox.forget(held.flatMap(({ id }, index) => (isTrue[index] ? [] : [id])));
  }
}
