import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { SECOND } from '../../duration.ts';
import { KeyedLock } from '../../keyedLock.ts';
import { type DeliveryCall, DeliveryError } from '../chatPort.ts';
import type { MessageForm } from '../composeCard.ts';
import type { DeliveryReceipt } from '../confirmNotification.ts';
import type { DeadLetters } from '../deadLetters.ts';
import { isNew } from '../notification.ts';
import type { OnNotification } from '../notificationReport.ts';
import type { DeliveryConfirmer } from '../stages/confirm.ts';
import type { Delivery } from '../stages/group.ts';
import { type SendParts, sendDelivery } from '../stages/send.ts';
import type { ChannelFaults } from './channelFaults.ts';
import { withinMoments } from './withinMoments.ts';

/** An alert that joins a posted message waits no longer than this for the edit; then it is a message of its own. */
const LONGEST_EDIT = 2 * SECOND;

export interface DeliveryCallsOptions extends SendParts {
  readonly deadLetters: DeadLetters;
  /** Called with the outcome of each call to a platform. */
  readonly onCall?:
    | ((channel: ChannelRef, call: DeliveryCall, outcome: DeliveryError | undefined) => void)
    | undefined;
  /** Called with what became of each notification. */
  readonly onNotification: OnNotification;
}

export interface DeliveryCallsParts extends DeliveryCallsOptions {
  readonly confirmer: DeliveryConfirmer;
  readonly faults: Readonly<Record<DeliveryCall, ChannelFaults>>;
}

/** Makes the calls of deliveries, and stores what became of them. */
export class DeliveryCalls {
  readonly #parts: DeliveryCallsParts;
  /** One edit of a channel at a time: a late one would overwrite what a later one shows. */
  readonly #edits = new KeyedLock();

  constructor(parts: DeliveryCallsParts) {
    this.#parts = parts;
  }

  /**
   * Sends a delivery and confirms it.
   *
   * @param about of a notice: why the message itself was refused, so that it becomes a dead letter
   * @throws DeliveryError where the platform does not take it
   * @throws StoreError where the store fails
   */
  async deliver(
    call: DeliveryCall,
    delivery: Delivery,
    form: MessageForm,
    about?: DeliveryError,
  ): Promise<void> {
    const { confirmer, faults } = this.#parts;
    const run = async (): Promise<void> => {
      const receipt = await this.#call(call, delivery, form);
      if (about !== undefined) await this.setAside(delivery, about, true);
      await confirmer.confirm(delivery.notifications, receipt);
    };
    const { channel } = delivery.notifications[0];
    await (call === 'edit' ? this.#edits.run(channelKey(channel), run) : run());
    faults[call].succeeded(channel, idsOf(delivery));
    if (call === 'edit') faults.post.sawEdit(channel);
  }

  async #call(
    call: DeliveryCall,
    delivery: Delivery,
    form: MessageForm,
    signal?: AbortSignal,
  ): Promise<DeliveryReceipt> {
    const { channel } = delivery.notifications[0];
    try {
      const receipt = await sendDelivery(delivery, this.#parts, form, signal);
      this.#parts.onCall?.(channel, call, undefined);
      if (form !== 'notice') this.#reportTaken(delivery, receipt);
      return receipt;
    } catch (error) {
      if (error instanceof DeliveryError) this.#parts.onCall?.(channel, call, error);
      throw error;
    }
  }

  #reportTaken({ notifications }: Delivery, { messageId }: DeliveryReceipt): void {
    const { outbox, clock, onNotification } = this.#parts;
    for (const notification of notifications) {
      const since = outbox.times.pendingSince(notification.channel, notification.id);
      const waited = since !== undefined && { waitedMs: Math.max(0, clock.now() - since) };
      if (isNew(notification)) onNotification({ notification, outcome: 'sent', messageId, ...waited });
      else onNotification({ notification, outcome: 'edited', messageId });
    }
  }

  /** Edits the message that a delivery joins. @returns whether the edit was made in time; if not, it is not confirmed later either */
  async joinInTime(delivery: Delivery): Promise<boolean> {
    const { confirmer, faults } = this.#parts;
    const { channel } = delivery.notifications[0];
    const edit: { state: 'open' | 'taken' | 'abandoned' } = { state: 'open' };
    const isAbandoned = (): boolean => edit.state === 'abandoned';
    // One that still waits for its turn would show the alert once more than its own message.
    const abandoned = new AbortController();
    const joined = this.#edits.run(channelKey(channel), async () => {
      if (isAbandoned()) return;
      const receipt = await this.#call('edit', delivery, 'full', abandoned.signal);
      if (isAbandoned()) return;
      edit.state = 'taken';
      await confirmer.confirm(delivery.notifications, receipt);
      faults.post.forget(channel, idsOf(delivery));
      faults.edit.succeeded(channel, idsOf(delivery));
    });
    return withinMoments(joined, LONGEST_EDIT, () => {
      if (edit.state !== 'open') return false;
      edit.state = 'abandoned';
      abandoned.abort();
      return true;
    });
  }

  /** Stores notifications as dead letters. @param isToldThere whether a notice stands in their place */
  setAside({ notifications }: Delivery, error: DeliveryError, isToldThere: boolean): Promise<void> {
    const { deadLetters, clock, onNotification } = this.#parts;
    for (const notification of notifications) onNotification({ notification, outcome: 'set_aside' });
    const at = clock.now();
    const { code, message: reason } = error;
    return deadLetters.add(
      notifications.map(({ id, channel, content }) => ({
        version: 2,
        id,
        channel,
        content,
        isToldThere,
        code,
        reason,
        at,
      })),
      at,
    );
  }
}

/** The ids of a delivery's notifications. */
export function idsOf({ notifications }: Delivery): string[] {
  return notifications.map(({ id }) => id);
}
