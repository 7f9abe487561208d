import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { isRateLimit, ThreadsError } from '../threads/errors.ts';
import type { Account } from './accounts.ts';
import { checkAccount } from './checkAccount.ts';
import { decideFault, type Fault, PROVEN_FOR } from './decideFault.ts';
import { EvidenceLog } from './evidenceLog.ts';
import {
  isAppWide,
  notifiedFrom,
  type Outage,
  type OutageScope,
  recordFailure,
  unnotified,
  withNotified,
} from './outage.ts';

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
  readonly threads: Pick<ThreadsApi, 'fetchUser' | 'pause' | 'pauseOf'>;
  readonly notifier: HealthNotifier;
  readonly clock: Clock;
}

/** A call for a container that failed. */
export interface ObjectFailure {
  readonly container: string;
  readonly error: ThreadsError;
  /** Whether this container's errors were its own at the last check: then it says nothing of the account. */
  readonly isFailing: boolean;
}

/**
 * Knows which accounts can be called, like a circuit breaker, and finds out whose fault an error is. An outage starts
 * with an error of the account and ends with its next answer. It is stored, so it outlives a restart.
 */
export class AccountHealth {
  readonly #options: AccountHealthOptions;
  readonly #outages = new Map<string, Outage>();
  readonly #evidence = new EvidenceLog();
  /** Calls of `/me` in progress: whoever needs one of the same account at the same time shares it. */
  readonly #probes = new Map<string, Promise<boolean>>();
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
      const isLimited = isRateLimit(kind) && retryAt !== undefined;
      if (isLimited) this.#options.threads.pause(account, retryAt, kind);
      const isKept = isLimited || outage.scope === 'objects';
      this.#outages.set(account, isKept ? outage : { ...outage, nextProbeAt: this.#options.clock.now() });
    }
  }

  /** The outage of the account as a whole, if it has one. */
  of(account: string): Outage | undefined {
    const outage = this.#outages.get(account);
    return outage?.scope === 'objects' ? undefined : outage;
  }

  /** The outage of all the account's containers, where the account itself answers. */
  ofObjects(account: string): Outage | undefined {
    const outage = this.#outages.get(account);
    return outage?.scope === 'objects' ? outage : undefined;
  }

  /**
   * Whether an account can be called now: it has no outage, or its next probe is due. An account that has used up its
   * calls gets an outage here, because no error reports that if its last call was answered.
   */
  async canCall(account: string): Promise<boolean> {
    const { threads, clock } = this.#options;
    const outage = this.of(account);
    if (outage !== undefined && this.#probeAt(outage) > clock.now()) return false;
    const pause = threads.pauseOf(account);
    if (pause === undefined) return true;
    const { kind, until: retryAt } = pause;
    const message = `account ${account}: its call budget is used up until ${retryAt} (ms since the epoch)`;
    await this.failed(account, new ThreadsError(kind, message, { account, retryAt }));
    return false;
  }

  /**
   * Whether a due check may be made in spite of the outage: where Threads fails only on calls that name no container, as
   * far as is known. One answered check shows that the account works.
   */
  mayTryObject(account: string): boolean {
    const { kind } = this.of(account)?.error ?? {};
    return kind === 'outage' && !this.#evidence.hasAnyFailed(account);
  }

  /**
   * Finds out whose fault it is that a call for a container failed, with a call of `/me` where nothing else tells.
   *
   * @returns `account` where the container is not to blame; the outage is recorded by then
   */
  async findFault(
    account: Account,
    { container, error, isFailing }: ObjectFailure,
  ): Promise<'object' | 'account'> {
    const { name } = account;
    const outage = this.of(name);
    if (!isFailing) this.#evidence.noteFailure(name, container, error.kind);
    if (outage !== undefined && this.#probeAt(outage) > this.#options.clock.now()) return 'account';
    let fault = this.#decide(name, container, error);
    if (fault === 'ask-account') {
      if (!(await this.probe(account))) return 'account';
      fault = this.#decide(name, container, error);
    }
    if (fault === 'all-objects') await this.#record(name, error, 'objects');
    else this.#evidence.noteOwn(name, container, this.#options.clock.now());
    return 'object';
  }

  #decide(account: string, container: string, { kind }: ThreadsError): Fault {
    return decideFault(kind, this.#evidence.about(account, container), this.#options.clock.now());
  }

  /** Calls `/me`, and records the answer. @returns whether the account answered */
  async probe(account: Account): Promise<boolean> {
    const { name } = account;
    const probe = this.#probes.get(name) ?? this.#makeProbe(account);
    this.#probes.set(name, probe);
    try {
      return await probe;
    } finally {
      this.#probes.delete(name);
    }
  }

  async #makeProbe(account: Account): Promise<boolean> {
    const error = await checkAccount(this.#options.threads, account);
    if (error === undefined) await this.answered(account.name);
    else await this.failed(account.name, error);
    return error === undefined;
  }

  /** The accounts with an outage whose next probe is due. */
  probesDue(now: number): string[] {
    return [...this.#outages.values()]
      .filter((outage) => this.#probeAt(outage) <= now)
      .map(({ account }) => account);
  }

  /** Deletes what is known about an account that was disconnected. */
  forget(account: string): Promise<void> {
    return this.#lock.run(account, async () => {
      await this.#options.records.delete(account);
      this.#outages.delete(account);
      this.#evidence.forget(account);
    });
  }

  /**
   * Makes the probe of an account with an outage due now, for example after a new token. It does not end the wait for a
   * rate limit. Nothing is stored, because a restart makes the probe due too.
   */
  async probeNow(account: string): Promise<void> {
    if (this.of(account) === undefined) return;
    await this.#lock.run(account, async () => {
      const outage = this.of(account);
      if (outage === undefined || isRateLimit(outage.error.kind)) return;
      this.#outages.set(account, { ...outage, nextProbeAt: this.#options.clock.now() });
    });
  }

  /** When the first probe or notification falls due, ms since the epoch; infinity where no account has an outage. */
  get nextDueAt(): number {
    const outages = [...this.#outages.values()];
    return Math.min(
      ...outages.map((outage) => this.#probeAt(outage)),
      ...outages.filter(({ notified }) => notified.length === 0).map(notifiedFrom),
    );
  }

  /** Whether the account has answered so recently that an unrecoverable check needs no probe before it. */
  answeredRecently(account: string, now: number): boolean {
    return now - (this.#evidence.answeredAt(account) ?? Number.NEGATIVE_INFINITY) < PROVEN_FOR;
  }

  /** Records an error of the account, and notifies the channels once {@link notifiedFrom} says so. */
  failed(account: string, error: ThreadsError): Promise<void> {
    this.#evidence.noteOutage(account);
    const { kind, retryAt } = error;
    if (isRateLimit(kind) && retryAt !== undefined) this.#options.threads.pause(account, retryAt, kind);
    return this.#record(account, error, 'account');
  }

  #record(account: string, error: ThreadsError, scope: OutageScope): Promise<void> {
    return this.#lock.run(account, async () => {
      const before = this.#outages.get(account);
      const outage = recordFailure(before, error, scope, this.#options.clock.now());
      const { incident = outage.since } = this.#leaderOf(outage) ?? {};
      await this.#save(isAppWide(outage) ? { ...outage, incident } : outage);
      await this.#notifyIfDue(account);
    });
  }

  /** Notifies the channels of each outage for which it is time. */
  async notifyDue(): Promise<void> {
    for (const account of this.#outages.keys())
      await this.#lock.run(account, () => this.#notifyIfDue(account));
  }

  /** Notifies those channels that were not notified yet. Notifications are stored first: a crash must not lose one. */
  async #notifyIfDue(account: string): Promise<void> {
    const outage = this.#outages.get(account);
    if (outage === undefined || notifiedFrom(outage) > this.#options.clock.now()) return;
    const channels = unnotified(outage, this.#options.notifier.subscribersOf(account));
    if (channels.length === 0) return;
    await this.#options.notifier.outage(outage, channels);
    await this.#save(withNotified(outage, channels));
  }

  /**
   * Records that a call was answered. If there was an outage, ends it and tells the channels that know of it.
   *
   * @param container left out for a call that names no container: that does not end an outage of all containers
   */
  async answered(account: string, container?: string): Promise<void> {
    this.#evidence.noteAnswer(account, container, this.#options.clock.now());
    const outage = this.#outages.get(account);
    if (outage === undefined || (outage.scope === 'objects' && container === undefined)) return;
    await this.#lock.run(account, () => this.#recover(account));
  }

  async #recover(account: string): Promise<void> {
    const outage = this.#outages.get(account);
    if (outage === undefined) return;
    await this.#options.notifier.recovered(outage, this.#options.clock.now());
    await this.#options.records.delete(account);
    this.#outages.delete(account);
    if (isAppWide(outage)) await this.#probeFollowers(outage);
  }

  /** The other accounts of an incident of the app find out for themselves, each with one call. */
  async #probeFollowers({ error }: Outage): Promise<void> {
    for (const outage of this.#outages.values())
      if (outage.error.kind === error.kind)
        this.#outages.set(outage.account, { ...outage, nextProbeAt: this.#options.clock.now() });
  }

  /** When an account is next probed. In an incident of the app, the account that met it first probes for all. */
  #probeAt(outage: Outage): number {
    return this.#leaderOf(outage) === undefined ? outage.nextProbeAt : Number.POSITIVE_INFINITY;
  }

  #leaderOf(outage: Outage): Outage | undefined {
    if (!isAppWide(outage)) return undefined;
    return [...this.#outages.values()].find(
      (other) =>
        other.error.kind === outage.error.kind &&
        (other.since < outage.since || (other.since === outage.since && other.account < outage.account)),
    );
  }

  /** Sets it in memory first: even while the store fails, an account with an outage must not be called each round. */
  async #save(outage: Outage): Promise<void> {
    this.#outages.set(outage.account, outage);
    await this.#options.records.set(outage.account, outage);
  }
}
