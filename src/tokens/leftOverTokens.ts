import type { Accounts } from '../accounts/accounts.ts';
import { DAY } from '../duration.ts';
import type { Collection } from '../store/store.ts';
import type { TokenRecord } from './tokenRecord.ts';

/** A token of Threads works for so long, unless it is refreshed. */
const LONGEST_LIFE = 60 * DAY;

/** The stored tokens of accounts that were configured once, and are not any more. */
export class LeftOverTokens {
  readonly #records: Collection<TokenRecord>;
  readonly #accounts: Accounts;
  /** By account, when each can't work any more; ms since the epoch. */
  readonly #endsAt = new Map<string, number>();

  constructor(records: Collection<TokenRecord>, accounts: Accounts) {
    this.#records = records;
    this.#accounts = accounts;
  }

  /** Finds them; called once at start. `TokenStore` reads the same records, and reports those that can't be read. */
  async load(): Promise<void> {
    for await (const [account, { origin, obtainedAt, expiresAt }] of this.#records.entries(() => undefined))
      if (origin.kind === 'configured' && !this.#accounts.isConfigured(account))
        this.#endsAt.set(account, expiresAt ?? obtainedAt + LONGEST_LIFE);
  }

  /** Deletes those that can't work any more: until then the account may be configured again. */
  async forgetOld(now: number): Promise<void> {
    for (const [account, endsAt] of this.#endsAt) {
      if (now < endsAt) continue;
      // Somebody may have connected an account of that name since.
      if (this.#accounts.get(account) === undefined) await this.#records.delete(account);
      this.#endsAt.delete(account);
    }
  }
}
