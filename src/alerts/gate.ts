import { watchKey } from '../watches/watch.ts';
import type { WatchBook } from '../watches/watchBook.ts';
import type { Posting } from './posting.ts';
import type { Snoozes } from './snoozes.ts';

/** What is to become of the messages that wait in a channel. */
export interface Passage {
  readonly now: readonly Posting[];
  /** What a snooze outlasted: it is true no more. */
  readonly never: readonly Posting[];
  /** When the first of those that are held back may go; never, where none is. */
  readonly laterAt: number;
}

/** Holds back what is snoozed; what is still true when the snooze ends is told then. */
export class Gate {
  readonly #snoozes: Snoozes;
  readonly #book: WatchBook;

  constructor(snoozes: Snoozes, book: WatchBook) {
    this.#snoozes = snoozes;
    this.#book = book;
  }

  async sort(waiting: readonly Posting[], at: number): Promise<Passage> {
    const now: Posting[] = [];
    const never: Posting[] = [];
    let laterAt = Number.POSITIVE_INFINITY;
    for (const posting of waiting) {
      const snoozes = this.#snoozes.over(posting);
      const until = Math.max(0, ...snoozes.map((snooze) => snooze.until));
      if (until > at) laterAt = Math.min(laterAt, until);
      else if (snoozes.length === 0 || (await this.#isStillTrue(posting))) now.push(posting);
      else never.push(posting);
    }
    return { now, never, laterAt };
  }

  async #isStillTrue({ content }: Posting): Promise<boolean> {
    if (content.kind === 'quota') return content.freed === undefined;
    if (content.kind !== 'container') return true;
    const { account, container, happening } = content;
    if (happening.kind !== 'parked' && happening.kind !== 'expiring') return true;
    const watch = await this.#book.get(watchKey(account, container));
    const status = watch?.state.kind === 'status' ? watch.state.status : undefined;
    return status === (happening.kind === 'parked' ? 'IN_PROGRESS' : 'FINISHED');
  }
}
