import type { Accounts } from '../accounts.ts';
import type { QuotaAlerts } from '../alerts/quotaAlerts.ts';
import type { Snoozes } from '../alerts/snoozes.ts';
import type { Watching } from '../alerts/watching.ts';
import type { TokenBook } from '../tokens/tokenBook.ts';
import type { Sight } from '../watches/sight.ts';
import type { WatchBook } from '../watches/watchBook.ts';

/** What was deleted with an account. */
export interface Disconnected {
  readonly account: string;
  readonly watches: number;
  /** Channels whose quota alerts ended. */
  readonly alerts: number;
}

export interface DisconnectingOptions {
  readonly accounts: Accounts;
  readonly tokens: TokenBook;
  readonly book: WatchBook;
  readonly watching: Watching;
  readonly quotaAlerts: QuotaAlerts;
  readonly snoozes: Snoozes;
  readonly sight: Sight;
}

/** Ends what was begun with an account that was connected from chat. */
export class Disconnecting {
  readonly #options: DisconnectingOptions;

  constructor(options: DisconnectingOptions) {
    this.#options = options;
  }

  /**
   * Deletes an account's token and all that rests on it. The token goes last, so that what is left after a crash in
   * the middle can be disconnected again.
   *
   * @returns `undefined` for an account of the configuration, of which nothing is deleted
   */
  async disconnect(account: string, by: string): Promise<Disconnected | undefined> {
    const { accounts, tokens, book, watching, quotaAlerts, snoozes, sight } = this.#options;
    if (accounts.isConfigured(account)) return undefined;
    let watches = 0;
    for (const place of book.placesOf(account)) {
      const listed = (await book.inChannel(place)).filter((watch) => watch.account === account);
      const containers = listed.map(({ container }) => container);
      watches += (await watching.drop(place, account, containers, by)).length;
    }
    const places = quotaAlerts.placesOf(account);
    for (const place of places) await quotaAlerts.turnOff(place, account);
    await snoozes.forgetAccount(account);
    await sight.forget(account);
    await tokens.forget(account);
    return { account, watches, alerts: places.length };
  }
}
