import { randomUUID } from 'node:crypto';
import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { isRateLimit, ThreadsError } from '../threads/errors.ts';
import type { Account } from './accounts.ts';
import { checkAccount } from './checkAccount.ts';
import { decideFault, type Fault, isAboutObject, objectsAgree, PROVEN_FOR } from './decideFault.ts';
import { EvidenceLog } from './evidenceLog.ts';
import { ObjectProbes } from './objectProbes.ts';
import {
  isAppWide,
  namedSince,
  notifiedFrom,
  type Outage,
  type OutageScope,
  recordFailure,
  unnotified,
  withNotified,
} from './outage.ts';
import { Outages } from './outages.ts';
import { Witnesses } from './witnesses.ts';

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
  /** Called when an outage begins, and when its kind of error changes. */
  readonly onOutage: (outage: Outage) => void;
  /** Called when an outage is over. */
  readonly onRecovered: (outage: Outage) => void;
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
  readonly #outages: Outages;
  readonly witnesses: Witnesses;
  readonly objectProbes: ObjectProbes;
  readonly #evidence = new EvidenceLog();
  /** Calls of `/me` in progress: whoever needs one of the same account at the same time shares it. */
  readonly #probes = new Map<string, Promise<boolean>>();
  readonly #lock = new KeyedLock();

  constructor(options: AccountHealthOptions) {
    this.#options = options;
    this.#outages = new Outages(options.records);
    this.witnesses = new Witnesses(this.#outages);
    this.objectProbes = new ObjectProbes(this.#outages, this.#evidence, options.clock);
  }

  /**
   * Loads the outages that were stored when the program ended.
   *
   * @param onCorrupt called for each record that can't be read
   */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    const { threads, clock } = this.#options;
    await this.#outages.load(onCorrupt, clock.now());
    for (const { account, error, scope } of this.#outages.all()) {
      // Which containers have failed is not stored: all are taken to have, until one is answered.
      if (scope === 'objects') this.#evidence.presumeFailed(account);
      else if (isRateLimit(error.kind) && error.retryAt !== undefined)
        threads.pause(account, error.retryAt, error.kind);
    }
  }

  /** The outage of the account as a whole, if it has one. */
  of(account: string): Outage | undefined {
    const outage = this.#outages.of(account);
    return outage?.scope === 'objects' ? undefined : outage;
  }

  /** The outage of the account, or of all its containers. */
  outageOf(account: string): Outage | undefined {
    return this.#outages.of(account);
  }

  /** The outage of all the account's containers, where the account itself answers. */
  ofObjects(account: string): Outage | undefined {
    const outage = this.#outages.of(account);
    return outage?.scope === 'objects' ? outage : undefined;
  }

  /**
   * Whether an account can be called now: it has no outage, or its next probe is due. An account that has used up its
   * calls gets an outage here, because no error reports that if its last call was answered.
   */
  async canCall(account: string): Promise<boolean> {
    const { threads, clock } = this.#options;
    const outage = this.of(account);
    if (outage !== undefined && this.#outages.probeAt(outage) > clock.now()) return false;
    const pause = threads.pauseOf(account);
    if (pause === undefined) return true;
    const { kind, until: retryAt } = pause;
    const message = `account ${account}: its call budget is used up until ${retryAt} (ms since the epoch)`;
    await this.failed(account, new ThreadsError(kind, message, { account, retryAt }));
    return false;
  }

  /** Whether a container can tell something of the account: it has not failed since one was last answered. */
  isWitness(account: string, container: string): boolean {
    return !this.#evidence.hasFailed(account, container);
  }

  /** Whether an object of the account was answered since then, or just now where no time is given; ms since the epoch. */
  wasAnotherAnswered(account: string, since = this.#options.clock.now() - PROVEN_FOR): boolean {
    return this.#evidence.wasObjectAnswered(account, since);
  }

  /** A container was answered in spite of an outage: finds out whether `/me` still fails, which then proves nothing. */
  async onWitnessAnswered(account: Account): Promise<void> {
    const error = await checkAccount(this.#options.threads, account);
    if (error === undefined) await this.answered(account.name);
    else this.#evidence.noteRefusalDisproved(account.name);
  }

  /**
   * Whether a check of this container would tell something: not where all containers of the account fail and this one
   * has failed with them. One of those is enough to find out whether that is over.
   */
  mayCheck(account: string, container: string): boolean {
    return this.ofObjects(account) === undefined || !this.#evidence.hasFailed(account, container);
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
    if (!isFailing) this.#evidence.noteFailure(name, container, error.kind, this.#options.clock.now());
    if (outage !== undefined && this.#outages.probeAt(outage) > this.#options.clock.now()) return 'account';
    if (!isAboutObject(error.kind) && !this.mayCheck(name, container)) {
      await this.#record(name, error, 'objects');
      return 'account';
    }
    let fault = this.#decide(name, container, error);
    if (fault === 'ask-account') {
      if (!(await this.probe(account))) return 'account';
      fault = this.#decide(name, container, error);
      // `/me` proves nothing here, so as many containers decide as where it is answered.
      if (fault === 'ask-account') fault = this.#agree(name, container, error) ? 'all-objects' : 'object';
    }
    if (fault !== 'all-objects') {
      this.#evidence.noteOwn(name, container, this.#options.clock.now());
      // Threads answers about containers again, if only that it does not find this one.
      if (isAboutObject(error.kind) && this.ofObjects(name) !== undefined)
        await this.answered(name, container);
      return 'object';
    }
    await this.#record(name, error, 'objects');
    return 'account';
  }

  #decide(account: string, container: string, { kind }: ThreadsError): Fault {
    const now = this.#options.clock.now();
    return decideFault(kind, this.#evidence.about(account, container, kind, now), now);
  }

  #agree(account: string, container: string, { kind }: ThreadsError): boolean {
    return objectsAgree(kind, this.#evidence.about(account, container, kind, this.#options.clock.now()));
  }

  /** Calls `/me`, and records the answer. @returns whether the account can be called */
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
    else if (!isRateLimit(error.kind) && this.#evidence.isRefusalDisproved(account.name)) return true;
    else await this.failed(account.name, error);
    return error === undefined;
  }

  /** The accounts with an outage whose next probe is due. */
  probesDue(now: number): string[] {
    return this.#outages
      .all()
      .filter((outage) => this.#outages.probeAt(outage) <= now)
      .map(({ account }) => account);
  }

  /** The accounts that have an outage, of any kind. */
  get failingAccounts(): readonly string[] {
    return this.#outages.all().map(({ account }) => account);
  }

  /** Deletes what is known about an account that was disconnected. */
  forget(account: string): Promise<void> {
    return this.#lock.run(account, async () => {
      await this.#outages.remove(account);
      this.witnesses.forget(account);
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
      this.#outages.plan({ ...outage, nextProbeAt: this.#options.clock.now() });
    });
  }

  /** When the first probe or notification falls due, ms since the epoch; infinity where no account has an outage. */
  get nextDueAt(): number {
    return Math.min(this.#outages.nextDueAt, this.witnesses.nextAt);
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
      const before = this.#outages.of(account);
      const containers = this.#evidence.failedObjects(account);
      const failed = recordFailure(before, { error, scope, containers }, this.#options.clock.now());
      const outage = before === undefined ? { ...failed, id: randomUUID() } : failed;
      const { incident = namedSince(outage) } = this.#outages.leaderOf(outage) ?? {};
      await this.#outages.save(isAppWide(outage) ? { ...outage, incident } : outage);
      if (outage.error.kind !== before?.error.kind) this.#options.onOutage(outage);
      await this.#notifyIfDue(account);
    });
  }

  /** Notifies the channels of each outage for which it is time. */
  async notifyDue(): Promise<void> {
    for (const { account } of this.#outages.all())
      await this.#lock.run(account, () => this.#notifyIfDue(account));
  }

  /** Notifies those channels that were not notified yet. Notifications are stored first: a crash must not lose one. */
  async #notifyIfDue(account: string): Promise<void> {
    const outage = this.#outages.of(account);
    if (outage === undefined || notifiedFrom(outage) > this.#options.clock.now()) return;
    const channels = unnotified(outage, this.#options.notifier.subscribersOf(account));
    if (channels.length === 0) return;
    await this.#options.notifier.outage(outage, channels);
    await this.#outages.save(withNotified(outage, channels));
  }

  /**
   * Records that a call was answered. If there was an outage, ends it and tells the channels that know of it.
   *
   * @param container left out for a call that names no container: that does not end an outage of all containers
   */
  async answered(account: string, container?: string): Promise<void> {
    this.#evidence.noteAnswer(account, container, this.#options.clock.now());
    const outage = this.#outages.of(account);
    if (outage === undefined || (outage.scope === 'objects' && container === undefined)) return;
    await this.#lock.run(account, () => this.#recover(account));
  }

  async #recover(account: string): Promise<void> {
    const outage = this.#outages.of(account);
    if (outage === undefined) return;
    await this.#options.notifier.recovered(outage, this.#options.clock.now());
    await this.#outages.remove(account);
    this.#options.onRecovered(outage);
    this.witnesses.forget(account);
    if (isAppWide(outage)) await this.#probeFollowers(outage);
  }

  /** The other accounts of an incident of the app find out for themselves, each with one call. */
  async #probeFollowers({ error }: Outage): Promise<void> {
    for (const outage of this.#outages.all())
      if (outage.error.kind === error.kind)
        this.#outages.plan({ ...outage, nextProbeAt: this.#options.clock.now() });
  }
}
