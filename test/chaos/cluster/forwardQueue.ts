import type { Card } from '../../../src/messages/card.ts';

/** What came of a forwarded command. */
export type Answer = { readonly card: Card } | { readonly dropped: string };

export interface ForwardedCommand {
  /** As it stands in Redis. */
  readonly body: string;
  readonly answered: Promise<Answer>;
  readonly answer: (answer: Answer) => void;
}

interface Queued extends ForwardedCommand {
  readonly partition: number;
  /** Who is at it. */
  takenBy: object | undefined;
  /** How often it was begun. */
  begun: number;
}

/** A command during which its owner ended so often is not tried again. */
const MOST_TRIES = 3;

/** Commands on their way to the owners of their partitions. They stay until somebody has done them. */
export class ForwardQueue {
  readonly #queued = new Set<Queued>();
  /** How many were begun by one owner, and then by the next. */
  repeated = 0;

  get isEmpty(): boolean {
    return this.#queued.size === 0;
  }

  add(partition: number, command: unknown): ForwardedCommand {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const queued: Queued = {
      partition,
      body: JSON.stringify(command),
      answered: promise,
      answer: resolve,
      takenBy: undefined,
      begun: 0,
    };
    this.#queued.add(queued);
    return queued;
  }

  /** The next that the present owner is not at yet; a former one may be. It is the taker's until that one is done with it. */
  take(partition: number, taker: object): ForwardedCommand | undefined {
    const next = [...this.#queued].find((each) => each.partition === partition && each.takenBy !== taker);
    if (next === undefined) return undefined;
    next.begun += 1;
    if (next.begun > 1) this.repeated += 1;
    if (next.begun > MOST_TRIES) {
      this.#queued.delete(next);
      next.answer({ dropped: 'the replicas that worked at it ended too often' });
      return undefined;
    }
    next.takenBy = taker;
    return next;
  }

  /** It was done, unless it is another's by now. */
  complete(command: ForwardedCommand, taker: object): void {
    const queued = [...this.#queued].find((each) => each === command);
    if (queued?.takenBy === taker) this.#queued.delete(queued);
  }

  /** Whoever was at it does not own the partition any more: what it was at waits for the next owner. */
  giveBack(taker: object): void {
    for (const each of this.#queued) if (each.takenBy === taker) each.takenBy = undefined;
  }

  /** Redis was emptied, or whoever asked does not wait any longer. */
  drop(reason: string): void {
    for (const { answer } of this.#queued) answer({ dropped: reason });
    this.#queued.clear();
  }
}
