import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';

export interface ConnectNotifierOptions {
  readonly outbox: Outbox;
  readonly tokenStore: TokenStore;
  readonly clock: Clock;
}

/** Stores the notifications of accounts that are connected and disconnected. */
export class ConnectNotifier {
  readonly #options: ConnectNotifierOptions;

  constructor(options: ConnectNotifierOptions) {
    this.#options = options;
  }

  /**
   * Stores the notification of an account that was connected. The account's own record says that it is still owed, so a
   * crash in between costs none.
   */
  async notifyConnected(account: string): Promise<void> {
    const { outbox, tokenStore, clock } = this.#options;
    const owed = tokenStore.unannouncedOf(account);
    if (owed === undefined) return;
    const { id, channel, by, username, isRenewal } = owed;
    await outbox.add(
      `account-connected/${id}`,
      channel,
      { kind: 'account-connected', account, username, by, isRenewal },
      { at: clock.now(), final: true },
    );
    await tokenStore.exclusively(account, () => tokenStore.update(account, { unannounced: undefined }));
  }

  /** Stores what a crash left unsaid; called once at start. */
  async notifyOwed(): Promise<void> {
    for (const account of this.#options.tokenStore.unannounced) await this.notifyConnected(account);
  }

  /** Tells the channels that had something of an account. */
  async notifyDisconnected(account: string, by: string, channels: readonly ChannelRef[]): Promise<void> {
    const { outbox, clock } = this.#options;
    const at = clock.now();
    await Promise.all(
      channels.map((channel) =>
        // Somebody typed it: no crash decides it again.
        outbox.add(
          `account-disconnected/${randomUUID()}`,
          channel,
          { kind: 'account-disconnected', account, by },
          { at, final: true },
        ),
      ),
    );
  }
}
