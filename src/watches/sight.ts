import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Place } from '../place.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { type Blindness, isWorthTelling, loseSight, untold, withTold } from './blindness.ts';

/** How long an answer proves that the account can be seen. */
const SEEN_FOR = 10_000;

/** Who is told, and how, is not this room's business. */
export interface SightTeller {
  /** The channels that rely on an account. */
  reliantOn(account: string): Place[];
  blind(blindness: Blindness, places: readonly Place[]): Promise<void>;
  /** Those who were told of it stand in the blindness. */
  seesAgain(blindness: Blindness, now: number): Promise<void>;
}

export interface SightOptions {
  readonly records: Collection<Blindness>;
  readonly threads: Pick<ThreadsApi, 'pause' | 'pausedUntil'>;
  readonly teller: SightTeller;
  readonly clock: Clock;
}

/** Which accounts can be seen at present; blindness is an incident with a start, an end and a record. */
export class Sight {
  readonly #options: SightOptions;
  readonly #blind = new Map<string, Blindness>();
  readonly #answeredAt = new Map<string, number>();
  readonly #lock = new KeyedLock();

  constructor(options: SightOptions) {
    this.#options = options;
  }

  /**
   * Reads what was blind when the program ended. A limit that Threads named still holds; anything else may
   * have been mended by whoever started us again, so it is probed at once.
   */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [account, blindness] of this.#options.records.entries(onCorrupt)) {
      const { kind, retryAt } = blindness.trouble;
      const isLimited = kind === 'limited' && retryAt !== undefined;
      if (isLimited) this.#options.threads.pause(account, retryAt);
      this.#blind.set(
        account,
        isLimited ? blindness : { ...blindness, nextProbeAt: this.#options.clock.now() },
      );
    }
  }

  of(account: string): Blindness | undefined {
    return this.#blind.get(account);
  }

  /**
   * Whether an account may be asked now: it can be seen, or its next probe is due. That it rests, having used up its
   * calls, is a blindness like any other, also where the last of them was answered.
   */
  async mayBeAsked(account: string): Promise<boolean> {
    const { threads, clock } = this.#options;
    const blindness = this.#blind.get(account);
    if (blindness !== undefined && blindness.nextProbeAt > clock.now()) return false;
    const retryAt = threads.pausedUntil(account);
    if (retryAt === undefined) return true;
    const message = `account ${account}: its calls are used up until ${retryAt}`;
    await this.lost(account, new ThreadsError('limited', message, { account, retryAt }));
    return false;
  }

  /** The blind accounts whose next probe is due. */
  probesDue(now: number): string[] {
    return [...this.#blind.values()]
      .filter(({ nextProbeAt }) => nextProbeAt <= now)
      .map(({ account }) => account);
  }

  /** Forgets an account that is there no more. */
  forget(account: string): Promise<void> {
    return this.#lock.run(account, async () => {
      await this.#options.records.delete(account);
      this.#blind.delete(account);
      this.#answeredAt.delete(account);
    });
  }

  /**
   * Makes a blind account's probe due: a new token, or whoever asks, may have mended it, or it was answered just now. A
   * limit holds all the same. Nothing is stored: a start makes it due too.
   */
  async probeSoon(account: string): Promise<void> {
    if (!this.#blind.has(account)) return;
    await this.#lock.run(account, async () => {
      const blindness = this.#blind.get(account);
      if (blindness === undefined || blindness.trouble.kind === 'limited') return;
      this.#blind.set(account, { ...blindness, nextProbeAt: this.#options.clock.now() });
    });
  }

  get firstProbe(): number {
    return Math.min(...[...this.#blind.values()].map(({ nextProbeAt }) => nextProbeAt));
  }

  /** Whether the account has answered so lately that a look need not be proven first. */
  wasSeenJustNow(account: string, now: number): boolean {
    return now - (this.#answeredAt.get(account) ?? Number.NEGATIVE_INFINITY) < SEEN_FOR;
  }

  /** Notes a call that failed for the account as a whole, and tells whom it concerns when it is worth it. */
  lost(account: string, error: ThreadsError): Promise<void> {
    return this.#lock.run(account, async () => {
      this.#answeredAt.delete(account);
      await this.#save(loseSight(this.#blind.get(account), error, this.#options.clock.now()));
      await this.#tellWhereDue(account);
    });
  }

  /** Tells the channels that should know and have not been told; the message is stored before the note of it. */
  async #tellWhereDue(account: string): Promise<void> {
    const blindness = this.#blind.get(account);
    if (blindness === undefined || !isWorthTelling(blindness, this.#options.clock.now())) return;
    const places = untold(blindness, this.#options.teller.reliantOn(account));
    if (places.length === 0) return;
    await this.#options.teller.blind(blindness, places);
    await this.#save(withTold(blindness, places));
  }

  /** Notes an answer; ends the blindness, if there was one, and tells those who had been told of it. */
  async answered(account: string): Promise<void> {
    this.#answeredAt.set(account, this.#options.clock.now());
    if (this.#blind.has(account)) await this.#lock.run(account, () => this.#seeAgain(account));
  }

  async #seeAgain(account: string): Promise<void> {
    const blindness = this.#blind.get(account);
    if (blindness === undefined) return;
    await this.#options.teller.seesAgain(blindness, this.#options.clock.now());
    await this.#options.records.delete(account);
    this.#blind.delete(account);
  }

  /** Known at once, stored or not: a store that fails must not have a blind account asked every round. */
  async #save(blindness: Blindness): Promise<void> {
    this.#blind.set(blindness.account, blindness);
    await this.#options.records.set(blindness.account, blindness);
  }
}
