import type { Collection, StoreError } from '../store/store.ts';
import { isRateLimit } from '../threads/errors.ts';
import { isAppWide, notifiedFrom, type Outage } from './outage.ts';

/** The outages of all accounts: kept in memory, and stored, so that they outlive a restart. */
export class Outages {
  readonly #records: Collection<Outage>;
  readonly #byAccount = new Map<string, Outage>();

  constructor(records: Collection<Outage>) {
    this.#records = records;
  }

  /**
   * Loads the outages that were stored when the program ended. Where Threads said when its rate limit ends, that still
   * holds. Any other outage may have been repaired before the restart, so it is probed at once.
   *
   * @param onCorrupt called for each record that can't be read
   * @param now ms since the epoch
   */
  async load(onCorrupt: (key: string, error: StoreError) => void, now: number): Promise<void> {
    for await (const [account, outage] of this.#records.entries(onCorrupt)) {
      const { kind, retryAt } = outage.error;
      const isLimited = isRateLimit(kind) && retryAt !== undefined;
      this.#byAccount.set(account, isLimited ? outage : { ...outage, nextProbeAt: now });
    }
  }

  of(account: string): Outage | undefined {
    return this.#byAccount.get(account);
  }

  all(): Outage[] {
    return [...this.#byAccount.values()];
  }

  /** Sets it in memory first: even while the store fails, an account with an outage must not be called each round. */
  async save(outage: Outage): Promise<void> {
    this.plan(outage);
    await this.#records.set(outage.account, outage);
  }

  /** Changes when an outage is probed. Nothing is stored, because a restart makes the probe due too. */
  plan(outage: Outage): void {
    this.#byAccount.set(outage.account, outage);
  }

  async remove(account: string): Promise<void> {
    await this.#records.delete(account);
    this.#byAccount.delete(account);
  }

  /** When an account is next probed. In an incident of the app, the account that met it first probes for all. */
  probeAt(outage: Outage): number {
    return this.leaderOf(outage) === undefined ? outage.nextProbeAt : Number.POSITIVE_INFINITY;
  }

  /** The outage of the account that probes for this one too; `undefined` where it is probed itself. */
  leaderOf(outage: Outage): Outage | undefined {
    if (!isAppWide(outage)) return undefined;
    return this.all().find(
      (other) =>
        other.error.kind === outage.error.kind &&
        (other.since < outage.since || (other.since === outage.since && other.account < outage.account)),
    );
  }

  /** When the first probe or notification falls due, ms since the epoch; infinity where no account has an outage. */
  get nextDueAt(): number {
    const outages = this.all();
    return Math.min(
      ...outages.map((outage) => this.probeAt(outage)),
      ...outages.filter(({ notified }) => notified.length === 0).map(notifiedFrom),
    );
  }
}
