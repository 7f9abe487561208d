import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { isWorthNotifying, type Outage, recordFailure, unnotified, withNotified } from './outage.ts';

/** How long an answer proves that the account can be seen. */
const PROVEN_FOR = 10_000;

/** Who is told, and how, is not this room's business. */
export interface HealthNotifier {
  /** The channels that rely on an account. */
  subscribersOf(account: string): ChannelRef[];
  outage(outage: Outage, channels: readonly ChannelRef[]): Promise<void>;
  /** Those who were told of it stand in the blindness. */
  recovered(outage: Outage, now: number): Promise<void>;
}

export interface AccountHealthOptions {
  readonly records: Collection<Outage>;
  readonly threads: Pick<ThreadsApi, 'pause' | 'pausedUntil'>;
  readonly notifier: HealthNotifier;
  readonly clock: Clock;
}

/** Which accounts can be seen at present; blindness is an incident with a start, an end and a record. */
export class AccountHealth {
  readonly #options: AccountHealthOptions;
  readonly #outage = new Map<string, Outage>();
  readonly #answeredAt = new Map<string, number>();
  readonly #lock = new KeyedLock();

  constructor(options: AccountHealthOptions) {
    this.#options = options;
  }

  /**
   * Reads what was blind when the program ended. A limit that Threads named still holds; anything else may
   * have been mended by whoever started us again, so it is probed at once.
   */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [account, outage] of this.#options.records.entries(onCorrupt)) {
      const { kind, retryAt } = outage.error;
      const isLimited = kind === 'limited' && retryAt !== undefined;
      if (isLimited) this.#options.threads.pause(account, retryAt);
      this.#outage.set(account, isLimited ? outage : { ...outage, nextProbeAt: this.#options.clock.now() });
    }
  }

  of(account: string): Outage | undefined {
    return this.#outage.get(account);
  }

  /**
   * Whether an account may be asked now: it can be seen, or its next probe is due. That it rests, having used up its
   * calls, is a blindness like any other, also where the last of them was answered.
   */
  async canCall(account: string): Promise<boolean> {
    const { threads, clock } = this.#options;
    const outage = this.#outage.get(account);
    if (outage !== undefined && outage.nextProbeAt > clock.now()) return false;
    const retryAt = threads.pausedUntil(account);
    if (retryAt === undefined) return true;
    const message = `account ${account}: its calls are used up until ${retryAt}`;
    await this.failed(account, new ThreadsError('limited', message, { account, retryAt }));
    return false;
  }

  /** The blind accounts whose next probe is due. */
  probesDue(now: number): string[] {
    return [...this.#outage.values()]
      .filter(({ nextProbeAt }) => nextProbeAt <= now)
      .map(({ account }) => account);
  }

  /** Forgets an account that is there no more. */
  forget(account: string): Promise<void> {
    return this.#lock.run(account, async () => {
      await this.#options.records.delete(account);
      this.#outage.delete(account);
      this.#answeredAt.delete(account);
    });
  }

  /**
   * Makes a blind account's probe due: a new token, or whoever asks, may have mended it, or it was answered just now. A
   * limit holds all the same. Nothing is stored: a start makes it due too.
   */
  async probeNow(account: string): Promise<void> {
    if (!this.#outage.has(account)) return;
    await this.#lock.run(account, async () => {
      const outage = this.#outage.get(account);
      if (outage === undefined || outage.error.kind === 'limited') return;
      this.#outage.set(account, { ...outage, nextProbeAt: this.#options.clock.now() });
    });
  }

  get firstProbeAt(): number {
    return Math.min(...[...this.#outage.values()].map(({ nextProbeAt }) => nextProbeAt));
  }

  /** Whether the account has answered so lately that a check need not be proven first. */
  answeredRecently(account: string, now: number): boolean {
    return now - (this.#answeredAt.get(account) ?? Number.NEGATIVE_INFINITY) < PROVEN_FOR;
  }

  /** Notes a call that failed for the account as a whole, and tells whom it concerns when it is worth it. */
  failed(account: string, error: ThreadsError): Promise<void> {
    return this.#lock.run(account, async () => {
      this.#answeredAt.delete(account);
      await this.#save(recordFailure(this.#outage.get(account), error, this.#options.clock.now()));
      await this.#tellWhereDue(account);
    });
  }

  /** Tells the channels that should know and have not been told; the message is stored before the note of it. */
  async #tellWhereDue(account: string): Promise<void> {
    const outage = this.#outage.get(account);
    if (outage === undefined || !isWorthNotifying(outage, this.#options.clock.now())) return;
    const channels = unnotified(outage, this.#options.notifier.subscribersOf(account));
    if (channels.length === 0) return;
    await this.#options.notifier.outage(outage, channels);
    await this.#save(withNotified(outage, channels));
  }

  /** Notes an answer; ends the blindness, if there was one, and tells those who had been told of it. */
  async answered(account: string): Promise<void> {
    this.#answeredAt.set(account, this.#options.clock.now());
    if (this.#outage.has(account)) await this.#lock.run(account, () => this.#recover(account));
  }

  async #recover(account: string): Promise<void> {
    const outage = this.#outage.get(account);
    if (outage === undefined) return;
    await this.#options.notifier.recovered(outage, this.#options.clock.now());
    await this.#options.records.delete(account);
    this.#outage.delete(account);
  }

  /** Known at once, stored or not: a store that fails must not have a blind account asked every round. */
  async #save(outage: Outage): Promise<void> {
    this.#outage.set(outage.account, outage);
    await this.#options.records.set(outage.account, outage);
  }
}
