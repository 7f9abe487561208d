import type { ChannelRef } from '../../channelRef.ts';
import type { Clock } from '../../clock.ts';
import { DeliveryError } from '../chatPort.ts';
import type { Outbox } from '../outbox.ts';
import type { Delivery } from '../stages/group.ts';
import { ChannelBackoff, type ChannelFault } from './channelBackoff.ts';

export interface ChannelFaultsOptions {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Ends every subscription of a channel that can't be posted to any more. */
  readonly unsubscribeChannel: (channel: ChannelRef, reason: DeliveryError) => Promise<void>;
  /** Called with the first passing fault of a channel, and not again until it recovers. */
  readonly onFault: (error: unknown, channel: ChannelRef) => void;
  /** Called when a channel can't be posted to any more. */
  readonly onLost: (error: DeliveryError, channel: ChannelRef) => void;
  /** Called when a channel takes a message again. */
  readonly onRecovered: (fault: ChannelFault) => void;
}

/** What follows from each outcome of a send: go on, back off, or end the channel's subscriptions. */
export class ChannelFaults {
  readonly #options: ChannelFaultsOptions;
  readonly #backoff: ChannelBackoff;

  constructor(options: ChannelFaultsOptions) {
    this.#options = options;
    this.#backoff = new ChannelBackoff(options.random);
  }

  /** When a channel may be tried again, ms since the epoch; 0 where nothing failed. */
  retryAt(channel: ChannelRef): number {
    return this.#backoff.retryAt(channel);
  }

  /** Ends the channel's back-off. */
  succeeded(channel: ChannelRef): void {
    const fault = this.#backoff.succeed(channel, this.#options.clock.now());
    if (fault !== undefined) this.#options.onRecovered(fault);
  }

  /** @returns whether the channel's next delivery may be sent */
  async failed({ notifications: [first], joins }: Delivery, error: unknown): Promise<boolean> {
    const { channel } = first;
    if (error instanceof DeliveryError && error.kind === 'message-gone') {
      const { outbox } = this.#options;
      // Without the group, what was to join it makes a message of its own at the next try.
      await (joins ? outbox.forgetGroup(channel, joins) : outbox.onMessageDeleted(first));
      return true;
    }
    if (error instanceof DeliveryError && error.kind === 'lasting')
      await this.#endSubscriptions(channel, error);
    else this.#backOff(channel, error);
    return false;
  }

  async #endSubscriptions(channel: ChannelRef, error: DeliveryError): Promise<void> {
    this.#options.onLost(error, channel);
    this.#backoff.forget(channel);
    await this.#options.unsubscribeChannel(channel, error);
  }

  #backOff(channel: ChannelRef, error: unknown): void {
    const { tries } = this.#backoff.fail(channel, error, this.#options.clock.now());
    if (tries === 1) this.#options.onFault(error, channel);
  }
}
