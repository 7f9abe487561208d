import pLimit, { type LimitFunction } from 'p-limit';
import { type ChannelRef, channelKey } from '../../channelRef.ts';

/** Sends what waits in one channel. @param includesEdits without them, only new messages are sent */
export type ServeChannel = (channel: ChannelRef, includesEdits: boolean) => Promise<void>;

interface ChannelQueue {
  /** One run at a time. */
  readonly limit: LimitFunction;
  /** Whether the next run makes edits too. */
  includesEdits: boolean;
  /** Settles with the latest run. */
  done: Promise<void>;
}

/**
 * Runs `serve` for each channel. Channels run side by side, so a channel that hangs delays no other. Within a channel
 * one run follows the other, so no message is sent twice.
 */
export class ChannelQueues {
  readonly #serve: ServeChannel;
  readonly #queues = new Map<string, ChannelQueue>();

  constructor(serve: ServeChannel) {
    this.#serve = serve;
  }

  /** Queues a run; a run that has not begun yet will see what is new, and takes over. */
  enqueue(channel: ChannelRef, includesEdits: boolean): void {
    const key = channelKey(channel);
    const queue = this.#queues.get(key) ?? { limit: pLimit(1), includesEdits, done: Promise.resolve() };
    this.#queues.set(key, queue);
    queue.includesEdits ||= includesEdits;
    if (queue.limit.pendingCount > 0) return;
    queue.done = queue
      .limit(() => this.#run(channel, queue))
      .finally(() => {
        if (queue.limit.activeCount + queue.limit.pendingCount === 0) this.#queues.delete(key);
      });
    // Avoids an unhandledRejection; whoever awaits `done` or `allDone` gets the error.
    queue.done.catch(() => undefined);
  }

  /** Resolves when nothing runs or waits in a channel. @throws what its latest run threw */
  async done(channel: ChannelRef): Promise<void> {
    await this.#queues.get(channelKey(channel))?.done;
  }

  /** Resolves when the runs of all channels have ended. @throws the first error, after all of them have ended */
  async allDone(): Promise<void> {
    const outcomes = await Promise.allSettled([...this.#queues.values()].map(({ done }) => done));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  #run(channel: ChannelRef, queue: ChannelQueue): Promise<void> {
    const { includesEdits } = queue;
    queue.includesEdits = false;
    return this.#serve(channel, includesEdits);
  }
}
