import type { Place } from '../place.ts';
import { placeKey } from '../place.ts';
import { type Watcher, watchKey } from '../watches/watch.ts';
import type { WatchBook } from '../watches/watchBook.ts';
import type { Postings } from './postings.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { Snooze, SnoozeSubject, Snoozes } from './snoozes.ts';
import type { Teller } from './tell.ts';

export interface SnoozeRequest extends SnoozeSubject {
  readonly place: Place;
  readonly by: string;
  readonly until: number;
}

export interface SnoozingOptions {
  readonly snoozes: Snoozes;
  readonly book: WatchBook;
  readonly postings: Postings;
  readonly quotaAlerts: QuotaAlerts;
  readonly teller: Teller;
}

/** Begins and ends snoozes, and shows in the channel who began one and until when. */
export class Snoozing {
  readonly #options: SnoozingOptions;

  constructor(options: SnoozingOptions) {
    this.#options = options;
  }

  async begin({ place, by, account, container, until }: SnoozeRequest): Promise<void> {
    const { snoozes, quotaAlerts, teller } = this.#options;
    const mark = { by, until };
    await snoozes.begin({ version: 1, place, account, container, ...mark });
    if (account === undefined) return this.#showChannel(place, mark);
    if (container === undefined) return quotaAlerts.showSnoozed(place, account, mark);
    const watcher = await this.#watcher(place, account, container);
    if (watcher !== undefined) await teller.tellSnoozed(watcher, container, mark);
  }

  /** Until when a channel as a whole is snoozed, where it is. */
  channelUntil(place: Place, now: number): number | undefined {
    return this.#options.snoozes.channelUntil(place, now);
  }

  /** When the next snooze ends; never, where there is none. */
  get nextEnd(): number {
    return this.#options.snoozes.nextEnd;
  }

  /** Ends the snoozes whose time is over, once all that they held back has been told or dropped. */
  async endPassed(now: number): Promise<void> {
    const { snoozes, postings } = this.#options;
    for (const snooze of snoozes.ended(now)) {
      const waiting = await postings.outdatedIn(snooze.place);
      if (waiting.some((posting) => snoozes.over(posting).includes(snooze))) continue;
      if (snooze.account === undefined) await this.#showChannelOver(snooze);
      await snoozes.forget(snooze);
    }
  }

  /** One message for the channel, however often its snooze is prolonged. */
  async #showChannel(place: Place, mark: { by: string; until: number }): Promise<void> {
    const { postings } = this.#options;
    const id = channelPostingId(place);
    await postings.add(id, place, { kind: 'channel-snoozed', ...mark }, { at: mark.until, final: false });
    await postings.revise(id, () => ({ content: { kind: 'channel-snoozed', ...mark }, final: false }));
  }

  #showChannelOver({ place }: Snooze): Promise<void> {
    return this.#options.postings.revise(channelPostingId(place), ({ content }) =>
      content.kind === 'channel-snoozed' ? { content: { ...content, isOver: true }, final: true } : undefined,
    );
  }

  async #watcher(place: Place, account: string, container: string): Promise<Watcher | undefined> {
    const watch = await this.#options.book.get(watchKey(account, container));
    return watch?.watchers.find((watcher) => placeKey(watcher.place) === placeKey(place));
  }
}

function channelPostingId(place: Place): string {
  return `channel-snoozed/${placeKey(place)}`;
}
