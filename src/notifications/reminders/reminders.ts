import type { ChannelRef } from '../../channelRef.ts';
import type { Clock } from '../../clock.ts';
import { acknowledgementOf } from '../acknowledgement.ts';
import type { ChannelSettings } from '../channelSettings.ts';
import { isNew, type Notification } from '../notification.ts';
import type { Outbox } from '../outbox.ts';
import type { SnoozeStore } from '../snoozeStore.ts';
import { decideReminders, reminderAt } from './decideReminders.ts';
import { reminderId } from './reminderId.ts';

export interface RemindersOptions {
  readonly outbox: Outbox;
  readonly channelSettings: ChannelSettings;
  readonly snoozeStore: SnoozeStore;
  readonly clock: Clock;
}

/** Brings up once more what nobody acknowledged, in the channels that chose that. */
export class Reminders {
  readonly #options: RemindersOptions;
  /** Until when alerts that are due are snoozed, ms since the epoch, and at which revision of the snoozes. */
  readonly #snoozed = new Map<string, { readonly until: number; readonly revision: number }>();

  constructor(options: RemindersOptions) {
    this.#options = options;
  }

  /** Before this moment there is nothing to bring up, ms since the epoch. */
  get idleUntil(): number {
    const { channelSettings } = this.#options;
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...channelSettings.remindedChannels().map(({ channel }) => this.#nextIn(channel)),
    );
  }

  /** Stores the reminders that are due. A crash in between comes to the same ids. */
  async round(): Promise<void> {
    const { channelSettings, clock } = this.#options;
    for (const { channel } of channelSettings.remindedChannels())
      if (this.#nextIn(channel) <= clock.now()) await this.#remind(channel);
  }

  #nextIn(channel: ChannelRef): number {
    const { outbox, channelSettings } = this.#options;
    const choices = channelSettings.of(channel);
    let next = Number.POSITIVE_INFINITY;
    for (const [id, postedAt] of outbox.remindableIn(channel))
      next = Math.min(next, this.#dueAt(id, reminderAt(postedAt, choices)));
    return next;
  }

  #dueAt(id: string, at = Number.POSITIVE_INFINITY): number {
    const snoozed = this.#snoozed.get(id);
    return snoozed?.revision === this.#options.snoozeStore.revision ? Math.max(at, snoozed.until) : at;
  }

  async #remind(channel: ChannelRef): Promise<void> {
    const { outbox, channelSettings, snoozeStore, clock } = this.#options;
    const now = clock.now();
    const revision = snoozeStore.revision;
    const choices = channelSettings.of(channel);
    const awake: Notification[] = [];
    // Also those that are not due: they may have joined the message of one that is.
    for (const [id] of [...outbox.remindableIn(channel)]) {
      const alert = await outbox.get(id);
      const until = alert === undefined ? 0 : this.#snoozedUntil(alert);
      if (until > now) this.#snoozed.set(id, { until, revision });
      else {
        this.#snoozed.delete(id);
        if (alert !== undefined) awake.push(alert);
      }
    }
    for (const { content, ids } of decideReminders(awake, choices, now)) {
      await outbox.add(reminderId(content.first), channel, content, { at: now, final: true });
      await this.#dropIfAcknowledged(content.first, ids);
      // The first one names the reminder: it is marked last.
      await outbox.markReminded(ids.toReversed());
    }
  }

  /** Whoever acknowledged the alerts before their reminder was stored did not find it. */
  async #dropIfAcknowledged(first: string, ids: readonly string[]): Promise<void> {
    const { outbox } = this.#options;
    const alerts = await Promise.all(ids.map((id) => outbox.get(id)));
    const isOpen = alerts.some(
      (alert) => alert !== undefined && acknowledgementOf(alert.content) === undefined,
    );
    const reminder = isOpen ? undefined : await outbox.get(reminderId(first));
    if (reminder !== undefined && isNew(reminder)) await outbox.forget([reminder.id]);
  }

  /** Until when a posted alert is snoozed, ms since the epoch; 0 where it is not. */
  #snoozedUntil({ messageId: _, ...alert }: Notification): number {
    return Math.max(0, ...this.#options.snoozeStore.snoozesOf(alert).map(({ until }) => until));
  }
}
