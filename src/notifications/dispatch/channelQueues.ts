import pLimit, { type LimitFunction } from 'p-limit';
import { type ChannelRef, channelKey } from '../../channelRef.ts';
import type { DeliveryCall } from '../chatPort.ts';

/** Sends what waits in one channel: its new messages, or its edits. */
export type ServeChannel = (channel: ChannelRef, call: DeliveryCall) => Promise<void>;

interface ChannelQueue {
  /** One run at a time. */
  readonly limit: LimitFunction;
  /** Settles with the latest run. */
  done: Promise<void>;
}

/**
 * Runs `serve` for each channel, apart for new messages and for edits. Channels run side by side, so a channel that
 * hangs delays no other; and so do the two kinds of call, so an edit that hangs delays no new message. One run of a
 * channel and kind follows the other, so no message is sent twice.
 */
export class ChannelQueues {
  readonly #serve: ServeChannel;
  readonly #queues = new Map<string, ChannelQueue>();

  constructor(serve: ServeChannel) {
    this.#serve = serve;
  }

  /** Queues a run; a run that has not begun yet will see what is new. */
  enqueue(channel: ChannelRef, call: DeliveryCall): void {
    const key = queueKey(channel, call);
    const queue = this.#queues.get(key) ?? { limit: pLimit(1), done: Promise.resolve() };
    this.#queues.set(key, queue);
    if (queue.limit.pendingCount > 0) return;
    queue.done = queue
      .limit(() => this.#serve(channel, call))
      .finally(() => {
        if (queue.limit.activeCount + queue.limit.pendingCount === 0) this.#queues.delete(key);
      });
    // Avoids an unhandledRejection; whoever awaits `done` or `allDone` gets the error.
    queue.done.catch(() => undefined);
  }

  /** Resolves when nothing of this kind runs or waits in a channel. @throws what its latest run threw */
  async done(channel: ChannelRef, call: DeliveryCall): Promise<void> {
    await this.#queues.get(queueKey(channel, call))?.done;
  }

  /** Resolves when the runs of all channels have ended. @throws the first error, after all of them have ended */
  async allDone(): Promise<void> {
    const outcomes = await Promise.allSettled([...this.#queues.values()].map(({ done }) => done));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

function queueKey(channel: ChannelRef, call: DeliveryCall): string {
  return `${call} ${channelKey(channel)}`;
}
