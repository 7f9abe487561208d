import type { ChannelRef } from '../../channelRef.ts';
import type { DeliveryReceipt } from '../confirmNotification.ts';
import { isNew, type Notification } from '../notification.ts';
import type { Outbox } from '../outbox.ts';

/**
 * Last stage. Stores that the platform took a message. A receipt that the store refuses is kept in memory and stored
 * before anything else is sent to the channel, so that a message is posted once however often the store fails. A crash
 * loses the receipt: then the message is posted again.
 */
export class DeliveryConfirmer {
  readonly #outbox: Outbox;
  /** The receipts of new messages that are not stored yet, by the ids of their notifications. */
  readonly #unstored = new Map<string, DeliveryReceipt>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** @throws StoreError where the store fails; `storeMissing` tries again */
  async confirm(notifications: readonly Notification[], receipt: DeliveryReceipt): Promise<void> {
    // An edit that is made again does no harm.
    for (const { id } of notifications.filter(isNew)) this.#unstored.set(id, receipt);
    await this.#outbox.confirm(notifications, receipt);
    for (const { id } of notifications) this.#unstored.delete(id);
  }

  /** Stores the receipts of a channel that the store refused before. @throws StoreError where it still does */
  async storeMissing(channel: ChannelRef): Promise<void> {
    if (this.#unstored.size === 0) return;
    for (const notification of await this.#outbox.pendingIn(channel)) {
      const receipt = this.#unstored.get(notification.id);
      if (receipt !== undefined) await this.confirm([notification], receipt);
    }
  }
}
