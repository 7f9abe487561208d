import type { AccessCheck } from '../../accounts/access.ts';
import type { ChannelRef } from '../../channelRef.ts';
import { SECOND } from '../../duration.ts';
import type { WatchStore } from '../../watches/watchStore.ts';
import type { DeliveryCall, DeliveryError } from '../chatPort.ts';
import { decideMentions } from '../mentions.ts';
import type { Notification } from '../notification.ts';
import type { NotificationOutcome } from '../notificationReport.ts';
import type { SnoozeStore } from '../snoozeStore.ts';
import { applyAccess } from '../stages/access.ts';
import { applyChoices } from '../stages/choices.ts';
import { DeliveryConfirmer } from '../stages/confirm.ts';
import { groupNotifications } from '../stages/group.ts';
import { applySnoozes } from '../stages/snooze.ts';
import { findPointless } from '../stages/supersede.ts';
import { ChannelFaults, type ChannelFaultsOptions, type DeliveryIncident } from './channelFaults.ts';
import { ChannelQueues } from './channelQueues.ts';
import { DeliverySender, type DeliverySenderOptions } from './deliverySender.ts';
import { EditPacing } from './editPacing.ts';
import { SnoozeDeferrals } from './snoozeDeferrals.ts';
import { SnoozeExpiry } from './snoozeExpiry.ts';
import { withinMoments } from './withinMoments.ts';

/** A run tries no more messages than this that fail one after the other; the next run tries the others. */
const MOST_FAILURES = 5;

/** Edits of a channel wait no longer than this for its new messages. */
const LONGEST_POSTS = 2 * SECOND;

const CALLS: readonly DeliveryCall[] = ['post', 'edit'];

export interface DispatcherOptions extends DeliverySenderOptions, ChannelFaultsOptions {
  readonly snoozeStore: SnoozeStore;
  readonly watchStore: WatchStore;
  /** Whether a channel may hear of an account. */
  readonly accessOf: AccessCheck;
}

/**
 * Sends notifications at least once: each is stored before it is sent, and confirmed after, so that a crash in between
 * sends it again. New messages and edits of a channel are sent side by side. docs/delivery.md describes the stages.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #queues = new ChannelQueues((channel, call) => this.#serve(channel, call));
  readonly #faults: Readonly<Record<DeliveryCall, ChannelFaults>>;
  readonly #deferrals = new SnoozeDeferrals();
  readonly #confirmer: DeliveryConfirmer;
  readonly #sender: DeliverySender;
  readonly #snoozeExpiry: SnoozeExpiry;
  readonly #pacing = new EditPacing();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#faults = { post: new ChannelFaults('post', options), edit: new ChannelFaults('edit', options) };
    this.#confirmer = new DeliveryConfirmer(options.outbox);
    this.#sender = new DeliverySender({ ...options, confirmer: this.#confirmer, faults: this.#faults });
    this.#snoozeExpiry = new SnoozeExpiry(options.snoozeStore, options.outbox);
  }

  /** The channels in which sending fails. */
  get incidents(): DeliveryIncident[] {
    return CALLS.flatMap((call) => this.#faults[call].incidents);
  }

  /** Before this moment there is nothing to send, to edit or to forget; ms since the epoch. */
  get idleUntil(): number {
    const { outbox, snoozeStore } = this.#options;
    return Math.min(
      outbox.nextGroupExpiry,
      snoozeStore.nextEnd,
      ...outbox.pendingChannels().flatMap((channel) => CALLS.map((call) => this.#dueAt(channel, call))),
    );
  }

  /**
   * Sends and edits what is due in all channels.
   *
   * @param channel waits for the new messages of this channel alone; without it, for all that is being sent
   * @throws StoreError where the store fails; a platform's errors are handled here
   */
  async deliver(channel?: ChannelRef): Promise<void> {
    const { outbox, clock } = this.#options;
    for (const each of outbox.pendingChannels())
      for (const call of CALLS) if (this.#dueAt(each, call) <= clock.now()) this.#queues.enqueue(each, call);
    if (channel !== undefined) return this.#queues.done(channel, 'post');
    await this.#queues.allDone();
    await this.#snoozeExpiry.endPassed(clock.now());
    await outbox.forgetExpiredGroups(clock.now());
  }

  /**
   * Begins to send the new messages of a channel, if it is due. Edits are left to `deliver`: they notify nobody, and a
   * platform takes only so many calls a second.
   */
  flushNew(channel: ChannelRef): void {
    if (this.#dueAt(channel, 'post') <= this.#options.clock.now()) this.#queues.enqueue(channel, 'post');
  }

  /** Ends the subscriptions of a channel that can't be posted to any more. @throws StoreError where the store fails */
  endSubscriptions(channel: ChannelRef, reason: DeliveryError): Promise<void> {
    return this.#sender.endSubscriptions(channel, reason);
  }

  /** Resolves when every message that is being sent was taken or refused. @throws as `deliver` */
  drain(): Promise<void> {
    return this.#queues.allDone();
  }

  #dueAt(channel: ChannelRef, call: DeliveryCall): number {
    const { outbox } = this.#options;
    const dueAt = this.#faults[call].dueAt(channel, outbox.pendingIds(channel, call));
    if (call === 'edit') return dueAt;
    return Math.max(dueAt, this.#deferrals.until(channel, this.#revisionOf(channel)));
  }

  /** Changes with what waits in the channel, with the snoozes, and with what channels choose. */
  #revisionOf(channel: ChannelRef): number {
    const { outbox, snoozeStore, channelSettings } = this.#options;
    return outbox.revisionOf(channel) + snoozeStore.revision + channelSettings.revision;
  }

  /** All stages for one channel. What fails is passed over: nothing waits for it. */
  async #serve(channel: ChannelRef, call: DeliveryCall): Promise<void> {
    const { outbox, clock, channelSettings, accessOf } = this.#options;
    if (call === 'post') await this.#confirmer.storeMissing(channel);
    else await this.#letPostsGoFirst(channel);
    const revision = this.#revisionOf(channel);
    const { granted: all, denied } = applyAccess(await outbox.pendingIn(channel, call), accessOf);
    // What was posted before stays as it is.
    if (call === 'post') await this.#forget(denied, 'unwanted');
    const pending = call === 'edit' ? this.#pacing.take(all, clock.now()) : all;
    const faults = this.#faults[call];
    // Edits are neither superseded nor snoozed.
    const selected = call === 'edit' ? pending : await this.#selectNew(channel, pending, revision);
    // What is held back is not tried, so what the channel takes meanwhile says nothing of it: it begins anew afterwards.
    const ready = faults.due(channel, selected);
    const deliveries = groupNotifications(ready, outbox.groupsIn(channel), clock.now(), {
      isolationOf: (notification) => faults.isolationOf(notification),
      mentionsOf: (notification) => decideMentions(notification, channelSettings.of(channel)),
    });
    let failures = 0;
    for (const delivery of faults.order(channel, deliveries)) {
      if (faults.mustWait(channel)) return;
      const outcome = await this.#sender.send(delivery);
      if (outcome === 'stop') return;
      failures = outcome === 'failed' ? failures + 1 : 0;
      if (failures >= MOST_FAILURES) return;
    }
  }

  /** People are to read what is new before what has changed. Posts that hang delay edits for moments alone. */
  async #letPostsGoFirst(channel: ChannelRef): Promise<void> {
    // Whoever waits for the new messages gets their error.
    const posted = this.#queues.done(channel, 'post').catch(() => undefined);
    await withinMoments(posted, LONGEST_POSTS, () => true);
  }

  async #selectNew(
    channel: ChannelRef,
    pending: readonly Notification[],
    revision: number,
  ): Promise<readonly Notification[]> {
    const { clock, outbox, channelSettings, watchStore } = this.#options;
    const pointless = findPointless(pending);
    await this.#forget(
      pending.filter(({ id }) => pointless.has(id)),
      'superseded',
    );
    const others = pending.filter(({ id }) => !pointless.has(id));
    const awake = await applySnoozes(others, this.#options, clock.now());
    const choices = channelSettings.of(channel);
    const wanted = await applyChoices(awake.due, choices, watchStore, clock.now());
    await this.#forget([...awake.obsolete, ...wanted.obsolete], 'unwanted');
    const { due } = wanted;
    const isDue = new Set(due.map(({ id }) => id));
    outbox.times.hold(channel, new Set(others.map(({ id }) => id).filter((id) => !isDue.has(id))));
    const heldUntil = Math.min(awake.heldUntil, wanted.heldUntil);
    if (due.length === 0 && heldUntil < Number.POSITIVE_INFINITY)
      this.#deferrals.defer(channel, heldUntil, revision);
    else this.#deferrals.end(channel);
    return due;
  }

  async #forget(notifications: readonly Notification[], outcome: NotificationOutcome): Promise<void> {
    await this.#options.outbox.forget(notifications.map(({ id }) => id));
    for (const notification of notifications) this.#options.onNotification({ notification, outcome });
  }
}
