import { watchKey } from '../watches/watch.ts';
import type { WatchBook } from '../watches/watchBook.ts';
import type { Posting } from './posting.ts';
import type { Snoozes } from './snoozes.ts';

/** Whether a message goes out now, later, or never. */
export type Passage = 'now' | 'later' | 'never';

/** Holds back what is snoozed; what is still true when the snooze ends is told then. */
export class Gate {
  readonly #snoozes: Snoozes;
  readonly #book: WatchBook;

  constructor(snoozes: Snoozes, book: WatchBook) {
    this.#snoozes = snoozes;
    this.#book = book;
  }

  async passage(posting: Posting, now: number): Promise<Passage> {
    const snooze = this.#snoozes.over(posting);
    if (snooze === undefined) return 'now';
    if (snooze.until > now) return 'later';
    return (await this.#isStillTrue(posting)) ? 'now' : 'never';
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
