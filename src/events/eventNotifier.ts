import type { ChannelRef } from '../channelRef.ts';
import { channelKey } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import type { ContentOf } from '../messages/content.ts';
import type { EventFault } from '../messages/eventFault.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { EventReceiver, EventReceivers } from './eventReceiver.ts';

export interface EventNotifierOptions {
  readonly outbox: Outbox;
  readonly receivers: Pick<EventReceivers, 'changeTarget'>;
  /** Begins to send the new messages of a channel. */
  readonly flushNew: (channel: ChannelRef) => void;
}

/** Tells channels of events that their programs do not get. */
export class EventNotifier {
  readonly #options: EventNotifierOptions;

  constructor(options: EventNotifierOptions) {
    this.#options = options;
  }

  /** The program gets no more events. */
  async notifyEnded(receiver: EventReceiver, fault: EventFault, now: number): Promise<void> {
    const { failing } = receiver.target;
    const content = {
      kind: 'hook-events-ended',
      ...factsOf(receiver),
      fault,
      since: failing?.since ?? now,
      at: now,
    } as const;
    await this.#add(receiver, `hook-events-ended/${receiver.id}`, content, now);
  }

  /** So many events wait that the oldest is dropped. */
  notifyFull(receiver: EventReceiver, now: number): Promise<void> {
    return this.#notifyLost(receiver, undefined, now);
  }

  /** The program took others, but not this one, for a day. */
  notifyRefused(receiver: EventReceiver, fault: EventFault, now: number): Promise<void> {
    return this.#notifyLost(receiver, fault, now);
  }

  /** Once a day at most. */
  async #notifyLost(receiver: EventReceiver, fault: EventFault | undefined, now: number): Promise<void> {
    const { lostAt } = receiver.target;
    if (lostAt !== undefined && now - lostAt < DAY) return;
    const content = {
      kind: 'hook-events-lost',
      ...factsOf(receiver),
      ...(fault && { fault }),
      at: now,
    } as const;
    // Two times that are a day apart lie in two days: a crash before the time is stored tells nothing twice.
    await this.#add(receiver, `hook-events-lost/${receiver.id}/${Math.floor(now / DAY)}`, content, now);
    await this.#options.receivers.changeTarget(receiver.id, (target) => ({ ...target, lostAt: now }));
  }

  async #add(
    { channel }: EventReceiver,
    id: string,
    content: ContentOf<'hook-events-ended' | 'hook-events-lost'>,
    at: number,
  ): Promise<void> {
    await this.#options.outbox.add(`${id}/${channelKey(channel)}`, channel, content, { at, final: true });
    this.#options.flushNew(channel);
  }
}

function factsOf({ name, account, target }: EventReceiver) {
  return { hook: name, account, host: new URL(target.url).host };
}
