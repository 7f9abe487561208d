import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { DAY, MINUTE } from '../../duration.ts';
import { type DeliveryCall, DeliveryError } from '../chatPort.ts';
import { isNew } from '../notification.ts';
import type { Delivery } from '../stages/group.ts';
import { DeliveryCalls, type DeliveryCallsOptions, type DeliveryCallsParts, idsOf } from './deliveryCalls.ts';
import type { MessageFault } from './messageFaults.ts';

/** More alerts than this are not sent one by one, even where the message about all of them is refused. */
const MOST_APART = 10;

/**
 * An edit that can't be made for so long, while no other can either, is given up: sooner where the platform refuses it.
 * What it was to show is a new message then.
 */
const EDITS_TRIED_FOR = { refused: 10 * MINUTE, passing: DAY };

/** A platform that fails now and then may fail for each form of a message, and take another one in between. */
const PASSING_TRIED_FOR = DAY;

/**
 * What became of one delivery. `taken`: the channel has it. `failed`: it is tried again later. `stop`: nothing more is
 * to be sent to the channel for now. `dropped`: nobody waits for it any more.
 */
export type SendOutcome = 'taken' | 'failed' | 'stop' | 'dropped';

/**
 * What becomes of a message that its platform refuses: it is sent without people's text, or not at all; an edit becomes a
 * new message.
 */
export type ReducedForm = 'plain' | 'new message' | 'set aside';

export interface DeliverySenderOptions extends DeliveryCallsOptions {
  /** Ends every subscription of a channel that can't be posted to any more. */
  readonly unsubscribeChannel: (channel: ChannelRef, reason: DeliveryError) => Promise<void>;
  /** Called when a channel can't be posted to any more. */
  readonly onLost: (error: DeliveryError, channel: ChannelRef) => void;
  /** Called when the platform refused a message or an edit, with its reason and with what became of it. */
  readonly onReduced: (error: DeliveryError, channel: ChannelRef, became: ReducedForm) => void;
}

interface SenderParts extends DeliverySenderOptions, DeliveryCallsParts {}

/** Sends deliveries one by one, and decides what follows where a platform does not take one. */
export class DeliverySender {
  readonly #parts: SenderParts;
  readonly #calls: DeliveryCalls;
  /** The channels whose subscriptions are being ended. */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#calls = new DeliveryCalls(parts);
  }

  /** @throws StoreError where the store fails before the platform is called */
  async send(delivery: Delivery): Promise<SendOutcome> {
    const [first] = delivery.notifications;
    if (isNew(first) && delivery.joins !== undefined) return this.#join(delivery);
    const call = isNew(first) ? 'post' : 'edit';
    try {
      await this.#calls.deliver(call, delivery, 'full');
      return 'taken';
    } catch (error) {
      return this.#fail(call, delivery, error);
    }
  }

  /**
   * Adds alerts to a posted message by an edit. Where that can't be done at once, they are a message of their own: a new
   * message never waits for an edit.
   */
  async #join(delivery: Delivery): Promise<SendOutcome> {
    const { faults, outbox, clock } = this.#parts;
    const { joins, ...own } = delivery;
    const { channel } = delivery.notifications[0];
    if (joins === undefined || faults.edit.retryAt(channel) > clock.now()) return this.send(own);
    try {
      if (await this.#calls.joinInTime(delivery)) return 'taken';
      faults.edit.channelFailed(
        channel,
        new DeliveryError('passing', 'slow', 'an edit was not answered in time'),
      );
    } catch (error) {
      if (!(error instanceof DeliveryError)) return this.#fail('post', delivery, error);
      if (error.kind === 'lasting') return this.#fail('edit', delivery, error);
      if (error.kind === 'message-gone') await outbox.forgetGroup(channel, joins);
      else if (error.kind === 'passing') faults.edit.channelFailed(channel, error);
    }
    return this.send(own);
  }

  async #fail(call: DeliveryCall, delivery: Delivery, error: unknown): Promise<SendOutcome> {
    const { outbox } = this.#parts;
    const { notifications, joins } = delivery;
    const [first] = notifications;
    const faults = this.#parts.faults[call];
    if (!(error instanceof DeliveryError) || (error.kind === 'passing' && error.retryAfter !== undefined)) {
      faults.channelFailed(first.channel, error);
      return 'stop';
    }
    if (error.kind === 'lasting') {
      await this.endSubscriptions(first.channel, error);
      return 'stop';
    }
    if (error.kind === 'message-gone') {
      // Without the group, what was to join it makes a message of its own.
      await (joins ? outbox.forgetGroup(first.channel, joins) : outbox.onMessageDeleted(first));
      return 'dropped';
    }
    const { decision, fault } = faults.failed(delivery, error);
    if (decision === 'reduce') return this.#reduce(call, delivery, error, fault);
    if (decision === 'isolate' && isSeparable(call, delivery)) {
      faults.isolate(first.channel, idsOf(delivery));
      return 'failed';
    }
    return decision === 'channel-fails' ? 'stop' : 'failed';
  }

  /**
   * Ends the subscriptions of a channel that can't be posted to any more. A new message and an edit may be refused at the
   * same moment: they end once.
   */
  async endSubscriptions(channel: ChannelRef, error: DeliveryError): Promise<void> {
    const key = channelKey(channel);
    const running = this.#ending.get(key);
    const ended = running ?? this.#endNow(channel, error).finally(() => this.#ending.delete(key));
    if (running === undefined) this.#ending.set(key, ended);
    await ended;
  }

  async #endNow(channel: ChannelRef, error: DeliveryError): Promise<void> {
    const { faults, onLost, unsubscribeChannel } = this.#parts;
    onLost(error, channel);
    for (const each of Object.values(faults)) each.forgetChannel(channel);
    await unsubscribeChannel(channel, error);
  }

  /**
   * Sends a message that was refused or fails again and again, with less and less text. All forms are tried at once, so
   * that a platform that begins to work again in between is not taken for one that refuses the words. If it refuses
   * constant words too, and takes nothing else, then not the message is at fault but the channel.
   */
  async #reduce(
    call: DeliveryCall,
    delivery: Delivery,
    error: DeliveryError,
    fault: MessageFault,
  ): Promise<SendOutcome> {
    const { faults, onReduced, clock } = this.#parts;
    const { channel } = delivery.notifications[0];
    for (const form of formsAfter(fault, delivery))
      try {
        await this.#calls.deliver(call, delivery, form, form === 'notice' ? error : undefined);
        onReduced(error, channel, form === 'plain' ? 'plain' : 'set aside');
        return 'taken';
      } catch (next) {
        const isRetried =
          next instanceof DeliveryError && (next.kind === 'refused' || next.kind === 'passing');
        if (!isRetried || next.retryAfter !== undefined) return this.#fail(call, delivery, next);
      }
    if (isSeparable(call, delivery) && (fault.kind === 'refused' || fault.othersTaken)) {
      faults[call].isolate(channel, idsOf(delivery));
      return 'failed';
    }
    const triedFor = clock.now() - fault.since;
    const isAtFault = fault.othersTaken && (fault.kind === 'refused' || triedFor >= PASSING_TRIED_FOR);
    const isGivenUp = call === 'edit' && triedFor >= EDITS_TRIED_FOR[fault.kind];
    if (isAtFault || isGivenUp) return this.#giveUp(call, delivery, error);
    if (fault.othersTaken) return 'failed';
    faults[call].channelFailed(channel, error);
    return 'stop';
  }

  /**
   * Not even the notice is taken, although other messages are. A message that can't be edited is followed by a new one:
   * people learn all the same what the edit was to show.
   */
  async #giveUp(call: DeliveryCall, delivery: Delivery, error: DeliveryError): Promise<SendOutcome> {
    const { faults, onReduced, outbox } = this.#parts;
    const { channel } = delivery.notifications[0];
    if (call === 'edit') await outbox.postAnew(delivery.notifications);
    else {
      await this.#calls.setAside(delivery, error, false);
      await outbox.forget(idsOf(delivery));
    }
    faults[call].forget(channel, idsOf(delivery));
    onReduced(error, channel, call === 'edit' ? 'new message' : 'set aside');
    return 'dropped';
  }
}

/** A platform that may only be down gets no notice in place of a message, and a few alerts are tried one by one first. */
function formsAfter({ kind, othersTaken }: MessageFault, delivery: Delivery): ('plain' | 'notice')[] {
  const mayBeDown = kind === 'passing' && !othersTaken;
  const { notifications } = delivery;
  const isPlain = notifications.every((notification) => notification.isPlain === true);
  const isLast = !mayBeDown && !isSeparable(isNew(notifications[0]) ? 'post' : 'edit', delivery);
  return [...(isPlain ? [] : ['plain' as const]), ...(isLast ? ['notice' as const] : [])];
}

/** Whether the notifications of a message can become messages of their own: those of a storm would be too many. */
function isSeparable(call: DeliveryCall, { notifications }: Delivery): boolean {
  return call === 'post' && notifications.length > 1 && notifications.length <= MOST_APART;
}
