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
  /** What new messages showed, and their receipts, where these are not stored yet; by the ids of their notifications. */
  readonly #unstored = new Map<string, { readonly sent: Notification; readonly receipt: DeliveryReceipt }>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** @throws StoreError where the store fails; `storeMissing` tries again */
  async confirm(notifications: readonly Notification[], receipt: DeliveryReceipt): Promise<void> {
    // An edit that is made again does no harm.
    for (const sent of notifications.filter(isNew)) this.#unstored.set(sent.id, { sent, receipt });
    await this.#outbox.confirm(notifications, receipt);
    for (const { id } of notifications) this.#unstored.delete(id);
  }

  /** Stores the receipts of a channel that the store refused before. @throws StoreError where it still does */
  async storeMissing(channel: ChannelRef): Promise<void> {
    if (this.#unstored.size === 0) return;
    for (const { id } of await this.#outbox.pendingIn(channel)) {
      const unstored = this.#unstored.get(id);
      // What is stored may have been revised since: the message shows what was sent.
      if (unstored !== undefined) await this.confirm([unstored.sent], unstored.receipt);
    }
  }
}
