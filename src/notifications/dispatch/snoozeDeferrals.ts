import { type ChannelRef, channelKey } from '../../channelRef.ts';

interface Deferral {
  /** When the first snooze ends, ms since the epoch. */
  readonly until: number;
  /** The channel's revision in the outbox when this was decided. */
  readonly revision: number;
}

/** The channels in which everything that waits is snoozed: they need not be served before a snooze ends. */
export class SnoozeDeferrals {
  readonly #deferrals = new Map<string, Deferral>();

  /** @param revision see `Outbox.revisionOf`: something new in the channel ends the deferral */
  defer(channel: ChannelRef, until: number, revision: number): void {
    this.#deferrals.set(channelKey(channel), { until, revision });
  }

  end(channel: ChannelRef): void {
    this.#deferrals.delete(channelKey(channel));
  }

  /** Until when a channel is deferred, ms since the epoch; 0 where it is not. */
  until(channel: ChannelRef, revision: number): number {
    const deferral = this.#deferrals.get(channelKey(channel));
    return deferral?.revision === revision ? deferral.until : 0;
  }
}
