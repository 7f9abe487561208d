import type { ChannelRef } from '../../channelRef.ts';
import type { WatchStore } from '../../watches/watchStore.ts';
import { isNew, type Notification } from '../notification.ts';
import type { SnoozeStore } from '../snoozeStore.ts';
import { DeliveryConfirmer } from '../stages/confirm.ts';
import { type Delivery, groupNotifications } from '../stages/group.ts';
import { type SendParts, sendDelivery } from '../stages/send.ts';
import { applySnoozes } from '../stages/snooze.ts';
import { findSuperseded } from '../stages/supersede.ts';
import { ChannelFaults, type ChannelFaultsOptions } from './channelFaults.ts';
import { ChannelQueues } from './channelQueues.ts';
import { SnoozeDeferrals } from './snoozeDeferrals.ts';
import { SnoozeExpiry } from './snoozeExpiry.ts';

export interface DispatcherOptions extends SendParts, ChannelFaultsOptions {
  readonly snoozeStore: SnoozeStore;
  readonly watchStore: WatchStore;
}

/**
 * Sends notifications at least once: each is stored before it is sent, and confirmed after, so that a crash in between
 * sends it again. docs/delivery.md describes the stages.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #queues = new ChannelQueues((channel, includesEdits) => this.#serve(channel, includesEdits));
  readonly #faults: ChannelFaults;
  readonly #deferrals = new SnoozeDeferrals();
  readonly #confirmer: DeliveryConfirmer;
  readonly #snoozeExpiry: SnoozeExpiry;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#faults = new ChannelFaults(options);
    this.#confirmer = new DeliveryConfirmer(options.outbox);
    this.#snoozeExpiry = new SnoozeExpiry(options.snoozeStore, options.outbox);
  }

  /** Before this moment there is nothing to send, to edit or to forget; ms since the epoch. */
  get idleUntil(): number {
    const { outbox, snoozeStore } = this.#options;
    return Math.min(
      outbox.nextGroupExpiry,
      snoozeStore.nextEnd,
      ...outbox.pendingChannels().map((channel) => this.#dueAt(channel)),
    );
  }

  /**
   * Sends and edits what is due in all channels.
   *
   * @param channel waits for this channel alone; without it, for all channels that are being served
   * @throws StoreError where the store fails; a platform's errors are handled here
   */
  async deliver(channel?: ChannelRef): Promise<void> {
    const { outbox, clock } = this.#options;
    const due = outbox.pendingChannels().filter((each) => this.#dueAt(each) <= clock.now());
    for (const each of due) this.#queues.enqueue(each, true);
    if (channel !== undefined) return this.#queues.done(channel);
    await this.#queues.allDone();
    await this.#snoozeExpiry.endPassed(clock.now());
    await outbox.forgetExpiredGroups(clock.now());
  }

  /**
   * Begins to send the new messages of a channel, if it is due. Edits are left to `deliver`: they notify nobody, and a
   * platform takes only so many calls a second.
   */
  flushNew(channel: ChannelRef): void {
    if (this.#dueAt(channel) <= this.#options.clock.now()) this.#queues.enqueue(channel, false);
  }

  /** Resolves when every message that is being sent was taken or refused. @throws as `deliver` */
  drain(): Promise<void> {
    return this.#queues.allDone();
  }

  #dueAt(channel: ChannelRef): number {
    const revision = this.#options.outbox.revisionOf(channel);
    return Math.max(this.#faults.retryAt(channel), this.#deferrals.until(channel, revision));
  }

  /** All stages for one channel, up to the first delivery that fails: nothing overtakes it. */
  async #serve(channel: ChannelRef, includesEdits: boolean): Promise<void> {
    const { outbox, clock } = this.#options;
    await this.#confirmer.storeMissing(channel);
    const revision = outbox.revisionOf(channel);
    const pending = await this.#supersede(await outbox.pendingIn(channel));
    const due = await this.#applySnoozes(channel, pending, revision);
    const selected = includesEdits ? due : due.filter(isNew);
    for (const delivery of groupNotifications(selected, outbox.groupsIn(channel), clock.now())) {
      if (this.#faults.retryAt(channel) > clock.now()) return;
      if (!(await this.#attempt(delivery))) return;
    }
  }

  async #supersede(pending: readonly Notification[]): Promise<readonly Notification[]> {
    const superseded = findSuperseded(pending);
    await this.#options.outbox.forget([...superseded]);
    return pending.filter(({ id }) => !superseded.has(id));
  }

  async #applySnoozes(
    channel: ChannelRef,
    pending: readonly Notification[],
    revision: number,
  ): Promise<readonly Notification[]> {
    const { clock, outbox } = this.#options;
    const { due, obsolete, heldUntil } = await applySnoozes(pending, this.#options, clock.now());
    await outbox.forget(obsolete.map(({ id }) => id));
    if (due.length === 0 && heldUntil < Number.POSITIVE_INFINITY)
      this.#deferrals.defer(channel, heldUntil, revision);
    else this.#deferrals.end(channel);
    return due;
  }

  /** Sends and confirms. @returns whether the channel's next delivery may be sent */
  async #attempt(delivery: Delivery): Promise<boolean> {
    const { notifications } = delivery;
    try {
      const receipt = await sendDelivery(delivery, this.#options);
      await this.#confirmer.confirm(notifications, receipt);
      this.#faults.succeeded(notifications[0].channel);
      return true;
    } catch (error) {
      return this.#faults.failed(delivery, error);
    }
  }
}
