import type { Place } from '../place.ts';
import { placeKey } from '../place.ts';
import { type Watcher, watchKey } from '../watches/watch.ts';
import type { WatchBook } from '../watches/watchBook.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { SnoozeSubject, Snoozes } from './snoozes.ts';
import type { Teller } from './tell.ts';

export interface SnoozeRequest extends SnoozeSubject {
  readonly place: Place;
  readonly by: string;
  readonly until: number;
}

export interface SnoozingOptions {
  readonly snoozes: Snoozes;
  readonly book: WatchBook;
  readonly quotaAlerts: QuotaAlerts;
  readonly teller: Teller;
}

/** Begins snoozes, and shows in the channel who did and until when. */
export class Snoozing {
  readonly #options: SnoozingOptions;

  constructor(options: SnoozingOptions) {
    this.#options = options;
  }

  async begin({ place, by, account, container, until }: SnoozeRequest): Promise<void> {
    const { snoozes, quotaAlerts, teller } = this.#options;
    await snoozes.begin({ version: 1, place, account, container, by, until });
    if (container === undefined) return quotaAlerts.showSnoozed(place, account, { by, until });
    const watcher = await this.#watcher(place, account, container);
    if (watcher !== undefined) await teller.tellSnoozed(watcher, container, { by, until });
  }

  async #watcher(place: Place, account: string, container: string): Promise<Watcher | undefined> {
    const watch = await this.#options.book.get(watchKey(account, container));
    return watch?.watchers.find((watcher) => placeKey(watcher.place) === placeKey(place));
  }
}
