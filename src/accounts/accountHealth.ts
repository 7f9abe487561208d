import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { isWorthNotifying, type Outage, recordFailure, unnotified, withNotified } from './outage.ts';

/** How long after an answer an account counts as healthy without a probe, in ms. */
const RECENT_ANSWER = 10_000;

/** Sends the notifications about outages. Each method resolves once its notifications are stored. */
export interface HealthNotifier {
  /** The channels that are notified of an account's outage. */
  subscribersOf(account: string): ChannelRef[];
  /** Notifies these channels of an outage. */
  outage(outage: Outage, channels: readonly ChannelRef[]): Promise<void>;
  /** Tells the channels in `outage.notified` that the outage is over; `now` is in ms since the epoch. */
  recovered(outage: Outage, now: number): Promise<void>;
}

export interface AccountHealthOptions {
  readonly records: Collection<Outage>;
  readonly threads: Pick<ThreadsApi, 'pause' | 'pausedUntil'>;
  readonly notifier: HealthNotifier;
  readonly clock: Clock;
}

/**
 * Knows which accounts can be called, like a circuit breaker. An outage starts with the first error of an account and
 * ends with its next answer. It is stored, so it outlives a restart.
 */
export class AccountHealth {
  readonly #options: AccountHealthOptions;
  readonly #outages = new Map<string, Outage>();
  readonly #answeredAt = new Map<string, number>();
  readonly #lock = new KeyedLock();

  constructor(options: AccountHealthOptions) {
    this.#options = options;
  }

  /**
   * Loads the outages that were stored when the program ended. Where Threads said when its rate limit ends, that still
   * holds. Any other outage may have been repaired before the restart, so it is probed at once.
   *
   * @param onCorrupt called for each record that can't be read
   */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [account, outage] of this.#options.records.entries(onCorrupt)) {
      const { kind, retryAt } = outage.error;
      const isLimited = kind === 'limited' && retryAt !== undefined;
      if (isLimited) this.#options.threads.pause(account, retryAt);
      this.#outages.set(account, isLimited ? outage : { ...outage, nextProbeAt: this.#options.clock.now() });
    }
  }

  /** The account's outage, if it has one. */
  of(account: string): Outage | undefined {
    return this.#outages.get(account);
  }

  /**
   * Whether an account can be called now: it has no outage, or its next probe is due. An account that has used up its
   * calls gets an outage here, because no error reports that if its last call was answered.
   */
  async canCall(account: string): Promise<boolean> {
    const { threads, clock } = this.#options;
    const outage = this.#outages.get(account);
    if (outage !== undefined && outage.nextProbeAt > clock.now()) return false;
    const retryAt = threads.pausedUntil(account);
    if (retryAt === undefined) return true;
    const message = `account ${account}: its call budget is used up until ${retryAt} (ms since the epoch)`;
    await this.failed(account, new ThreadsError('limited', message, { account, retryAt }));
    return false;
  }

  /** The accounts with an outage whose next probe is due. */
  probesDue(now: number): string[] {
    return [...this.#outages.values()]
      .filter(({ nextProbeAt }) => nextProbeAt <= now)
      .map(({ account }) => account);
  }

  /** Deletes what is known about an account that was disconnected. */
  forget(account: string): Promise<void> {
    return this.#lock.run(account, async () => {
      await this.#options.records.delete(account);
      this.#outages.delete(account);
      this.#answeredAt.delete(account);
    });
  }

  /**
   * Makes the probe of an account with an outage due now, for example after a new token or an answered call. It does
   * not end the wait for a rate limit. Nothing is stored, because a restart makes the probe due too.
   */
  async probeNow(account: string): Promise<void> {
    if (!this.#outages.has(account)) return;
    await this.#lock.run(account, async () => {
      const outage = this.#outages.get(account);
      if (outage === undefined || outage.error.kind === 'limited') return;
      this.#outages.set(account, { ...outage, nextProbeAt: this.#options.clock.now() });
    });
  }

  /** When the first probe falls due, ms since the epoch; infinity where no account has an outage. */
  get firstProbeAt(): number {
    return Math.min(...[...this.#outages.values()].map(({ nextProbeAt }) => nextProbeAt));
  }

  /** Whether the account has answered so recently that an unrecoverable check needs no probe before it. */
  answeredRecently(account: string, now: number): boolean {
    return now - (this.#answeredAt.get(account) ?? Number.NEGATIVE_INFINITY) < RECENT_ANSWER;
  }

  /** Records an error of the account. Notifies the channels once the outage is worth it; {@link isWorthNotifying} says when. */
  failed(account: string, error: ThreadsError): Promise<void> {
    return this.#lock.run(account, async () => {
      this.#answeredAt.delete(account);
      await this.#save(recordFailure(this.#outages.get(account), error, this.#options.clock.now()));
      await this.#notifyIfDue(account);
    });
  }

  /** Notifies those channels that were not notified yet. Notifications are stored first: a crash must not lose one. */
  async #notifyIfDue(account: string): Promise<void> {
    const outage = this.#outages.get(account);
    if (outage === undefined || !isWorthNotifying(outage, this.#options.clock.now())) return;
    const channels = unnotified(outage, this.#options.notifier.subscribersOf(account));
    if (channels.length === 0) return;
    await this.#options.notifier.outage(outage, channels);
    await this.#save(withNotified(outage, channels));
  }

  /** Records that a call was answered. If there was an outage, ends it and tells the channels that know of it. */
  async answered(account: string): Promise<void> {
    this.#answeredAt.set(account, this.#options.clock.now());
    if (this.#outages.has(account)) await this.#lock.run(account, () => this.#recover(account));
  }

  async #recover(account: string): Promise<void> {
    const outage = this.#outages.get(account);
    if (outage === undefined) return;
    await this.#options.notifier.recovered(outage, this.#options.clock.now());
    await this.#options.records.delete(account);
    this.#outages.delete(account);
  }

  /** Sets it in memory first: even while the store fails, an account with an outage must not be called each round. */
  async #save(outage: Outage): Promise<void> {
    this.#outages.set(outage.account, outage);
    await this.#options.records.set(outage.account, outage);
  }
}
