import { type ChannelRef, channelKey } from '../../channelRef.ts';
import type { Clock } from '../../clock.ts';
import { type DeliveryCall, DeliveryError } from '../chatPort.ts';
import type { Notification } from '../notification.ts';
import type { Delivery, Isolation } from '../stages/group.ts';
import { ChannelBackoff } from './channelBackoff.ts';
import { decideFault, type FaultDecision } from './decideFault.ts';
import { type MessageFault, MessageFaults } from './messageFaults.ts';

/** A channel in which sending fails, from the first failed try to the last message that waits for another one. */
export interface DeliveryIncident {
  readonly channel: ChannelRef;
  readonly call: DeliveryCall;
  /** ms since the epoch. */
  readonly since: number;
  readonly tries: number;
  /** Why the latest try failed, in the platform's own words. */
  readonly reason: string;
}

export interface ChannelFaultsOptions {
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called with the first fault of an incident, and not again until it is over. */
  readonly onFault: (error: unknown, channel: ChannelRef, call: DeliveryCall) => void;
  /** Called when nothing fails any more in a channel. */
  readonly onRecovered: (incident: DeliveryIncident) => void;
}

/** What a failed send of one kind of call says: about the message, or about its channel. */
export class ChannelFaults {
  readonly #call: DeliveryCall;
  readonly #options: ChannelFaultsOptions;
  readonly #backoff: ChannelBackoff;
  readonly #messages: MessageFaults;
  readonly #incidents = new Map<string, DeliveryIncident>();

  constructor(call: DeliveryCall, options: ChannelFaultsOptions) {
    this.#call = call;
    this.#options = options;
    this.#backoff = new ChannelBackoff(options.random);
    this.#messages = new MessageFaults(options.random);
  }

  /** The channels in which sending fails. */
  get incidents(): DeliveryIncident[] {
    return [...this.#incidents.values()];
  }

  /** When a channel as a whole may be tried again, ms since the epoch; 0 where nothing is wrong with it. */
  retryAt(channel: ChannelRef): number {
    return this.#backoff.retryAt(channel);
  }

  /** Whether nothing at all may be sent to a channel now. */
  mustWait(channel: ChannelRef): boolean {
    return this.#backoff.holdsAll(channel) && this.retryAt(channel) > this.#options.clock.now();
  }

  /** When the first of these notifications of a channel may be sent, ms since the epoch. */
  dueAt(channel: ChannelRef, ids: readonly string[]): number {
    if (this.retryAt(channel) === 0 && !this.#messages.hasFaults(channel))
      return ids.length > 0 ? 0 : Number.POSITIVE_INFINITY;
    return ids.reduce((first, id) => Math.min(first, this.#dueAtOf(channel, id)), Number.POSITIVE_INFINITY);
  }

  /**
   * Those of a channel's notifications that may be sent now. What is known of any other is forgotten.
   *
   * @param wanted all that wait there, and are not held back
   */
  due(channel: ChannelRef, wanted: readonly Notification[]): Notification[] {
    this.#messages.retain(channel, new Set(wanted.map(({ id }) => id)));
    const now = this.#options.clock.now();
    return wanted.filter(({ id }) => this.#dueAtOf(channel, id) <= now);
  }

  /**
   * A message that was not tried yet is tried at once: those that failed before may all be ones that can't be sent. Only
   * where the platform asks to wait, or the fault is ours, it waits as well.
   */
  #dueAtOf(channel: ChannelRef, id: string): number {
    const fault = this.#messages.of(channel, id);
    if (fault === undefined) return this.#backoff.holdsAll(channel) ? this.retryAt(channel) : 0;
    return Math.max(this.retryAt(channel), fault.retryAt);
  }

  /** What a notification can share a message with. */
  isolationOf({ channel, id }: Notification): Isolation {
    const fault = this.#messages.of(channel, id);
    if (fault === undefined) return 'new';
    return fault.isAlone ? 'alone' : 'retried';
  }

  /** The notifications of a message that is not taken in any form are tried one by one. */
  isolate(channel: ChannelRef, ids: readonly string[]): void {
    this.#messages.isolate(channel, ids);
  }

  /**
   * The order in which deliveries are tried. A channel that takes nothing is tried with the message that has failed least
   * often, so that no message which can't be sent keeps the others from being tried.
   */
  order(channel: ChannelRef, deliveries: readonly Delivery[]): Delivery[] {
    const [first, ...others] = deliveries;
    if (first === undefined || this.#backoff.retryAt(channel) === 0) return [...deliveries];
    const probe = others.reduce(
      (least, each) => (this.#tries(each) < this.#tries(least) ? each : least),
      first,
    );
    return [probe, ...deliveries.filter((each) => each !== probe)];
  }

  /** The channel took a message. */
  succeeded(channel: ChannelRef, ids: readonly string[]): void {
    const now = this.#options.clock.now();
    this.#backoff.succeed(channel, now);
    this.#messages.taken(channel, ids, now);
    this.#closeIncident(channel);
  }

  /** The channel took an edit, while its new messages may fail. */
  sawEdit(channel: ChannelRef): void {
    this.#messages.editTaken(channel);
  }

  /** A message was not taken, because of a passing fault or since it was refused. */
  failed(
    { notifications }: Delivery,
    error: DeliveryError,
  ): { readonly decision: FaultDecision; readonly fault: MessageFault } {
    const [{ channel }] = notifications;
    this.#note(channel, error);
    const ids = notifications.map(({ id }) => id);
    const kind = error.kind === 'refused' ? 'refused' : 'passing';
    const fault = this.#messages.fail(channel, ids, kind, this.#options.clock.now());
    const decision = decideFault({
      ...fault,
      isGroup: notifications.length > 1,
      failing: this.#messages.failingIn(channel),
      channelFails: this.retryAt(channel) > 0,
    });
    if (decision === 'channel-fails') this.channelFailed(channel, error);
    return { decision, fault };
  }

  /** The channel or its platform takes nothing for now. */
  channelFailed(channel: ChannelRef, error: unknown): void {
    const now = this.#options.clock.now();
    this.#note(channel, error);
    this.#messages.release(channel);
    // A new message that is tried out of turn makes the others wait no longer.
    const isOutOfTurn = this.retryAt(channel) > now && error instanceof DeliveryError && !error.retryAfter;
    if (!isOutOfTurn) this.#backoff.fail(channel, error, now);
  }

  /** These notifications are not sent any more. */
  forget(channel: ChannelRef, ids: readonly string[]): void {
    this.#messages.forget(channel, ids);
    this.#closeIncident(channel);
  }

  /** The subscriptions of a channel have ended. */
  forgetChannel(channel: ChannelRef): void {
    this.#backoff.forget(channel);
    this.#messages.retain(channel, new Set());
    this.#incidents.delete(channelKey(channel));
  }

  #tries({ notifications: [{ channel, id }] }: Delivery): number {
    return this.#messages.of(channel, id)?.tries ?? 0;
  }

  #note(channel: ChannelRef, error: unknown): void {
    const key = channelKey(channel);
    const before = this.#incidents.get(key);
    if (before === undefined) this.#options.onFault(error, channel, this.#call);
    const reason = error instanceof DeliveryError ? error.message : 'a fault on our side';
    const { since = this.#options.clock.now(), tries = 0 } = before ?? {};
    this.#incidents.set(key, { channel, call: this.#call, since, tries: tries + 1, reason });
  }

  #closeIncident(channel: ChannelRef): void {
    const incident = this.#incidents.get(channelKey(channel));
    const isOver = this.retryAt(channel) === 0 && this.#messages.in(channel).length === 0;
    if (incident === undefined || !isOver) return;
    this.#incidents.delete(channelKey(channel));
    this.#options.onRecovered(incident);
  }
}
