import type { Invocation } from '../../../commands/invocation.ts';
import type { ForwardedCommand, ForwardQueue } from './forwardQueue.ts';
import type { PartitionCore } from './partitionCore.ts';

/** Takes what was forwarded to a partition, one after the other, for as long as a replica owns it. */
export class PartitionReceiver {
  readonly core: PartitionCore;
  readonly #queue: ForwardQueue;
  readonly #hasDied: () => boolean;
  readonly #answering = new Set<Promise<void>>();
  #isClosed = false;

  /** @param hasDied whether the process of the replica has: then it answers nobody any more */
  constructor(core: PartitionCore, queue: ForwardQueue, hasDied: () => boolean) {
    this.core = core;
    this.#queue = queue;
    this.#hasDied = hasDied;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes the next command and answers it. @returns `undefined` where there is none */
  takeNext(): Promise<void> | undefined {
    if (this.#isClosed) return undefined;
    const command = this.#queue.take(this.core.partition, this);
    if (command === undefined) return undefined;
    const answering = this.#answer(command).catch(() => this.#queue.giveBack(this));
    this.#answering.add(answering);
    return answering.finally(() => this.#answering.delete(answering));
  }

  /** Takes no more, and waits for what is under way; not so once the lease is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.core.lease.lost.aborted) await Promise.all(this.#answering);
    this.#queue.giveBack(this);
  }

  /** @throws where the partition is not ours any more: then the next owner answers */
  async #answer(command: ForwardedCommand): Promise<void> {
    const { threadwatch, lease } = this.core;
    const invocation: Invocation = JSON.parse(command.body);
    await lease.ensureHeld();
    const card = await threadwatch.dispatch(invocation);
    await lease.ensureHeld();
    if (this.#hasDied()) throw new Error('the replica has died');
    command.answer({ card });
    await threadwatch.deliver().catch(() => undefined);
    if (!this.#hasDied()) this.#queue.complete(command, this);
  }
}
