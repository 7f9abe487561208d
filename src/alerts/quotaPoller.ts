import { randomUUID } from 'node:crypto';
import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { toErrorDetails } from '../threads/errorDetails.ts';
import { ThreadsError } from '../threads/errors.ts';
import { hasAnswered, QUOTA_PAIRS, type QuotaReading } from '../threads/quotas.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import {
  isNotificationDue,
  isProbeDue,
  isTryDue,
  type QuotaFailure,
  recordQuotaFailure,
} from './quotaFailure.ts';
import type { QuotaFailureNotifier } from './quotaFailureNotifier.ts';
import { toLastQuotas } from './toLastQuotas.ts';

export interface QuotaPollerOptions {
  readonly records: Collection<QuotaFailure>;
  readonly accounts: Accounts;
  readonly health: AccountHealth;
  readonly quotaReader: QuotaReader;
  readonly quotaAlerts: QuotaAlerts;
  readonly notifier: QuotaFailureNotifier;
  readonly clock: Clock;
}

/**
 * Reads the quotas of the accounts that channels subscribed to. Quotas that can't be read, although the account itself
 * answers, are an incident: the readings back off, and the channels are told once that their alerts see nothing.
 */
export class QuotaPoller {
  readonly #options: QuotaPollerOptions;
  readonly #failures = new Map<string, QuotaFailure>();
  readonly #lock = new KeyedLock();

  constructor(options: QuotaPollerOptions) {
    this.#options = options;
    options.quotaReader.onReading((account, reading) => this.#noteReading(account, reading));
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [account, failure] of this.#options.records.entries(onCorrupt))
      this.#failures.set(account, failure);
  }

  /** Since when the account's quotas can't be read, and why; `undefined` where they can, as far as is known. */
  failureOf(account: string): QuotaFailure | undefined {
    return this.#failures.get(account);
  }

  /** Before this moment a round has nothing to do; ms since the epoch. */
  get idleUntil(): number {
    const hasWork = this.#options.quotaAlerts.accounts.length + this.#failures.size > 0;
    return hasWork ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Makes the readings that are due, and stores the notifications that follow. */
  async round(signal: AbortSignal): Promise<void> {
    const subscribed = new Set(this.#options.quotaAlerts.accounts);
    const unsubscribed = [...this.#failures.keys()].filter((name) => !subscribed.has(name));
    await Promise.all([
      ...[...subscribed].map((name) => this.#poll(name, signal)),
      ...unsubscribed.map((name) => this.forget(name)),
    ]);
  }

  /** Deletes what is known of an account that no channel subscribes to, or that was disconnected. */
  forget(name: string): Promise<void> {
    return this.#lock.run(name, async () => {
      const failure = this.#failures.get(name);
      if (failure === undefined) return;
      await this.#options.notifier.finalize(failure);
      await this.#delete(name);
    });
  }

  /** While the account as a whole can't be called, that is the incident. */
  async #poll(name: string, signal: AbortSignal): Promise<void> {
    const { accounts, health, clock } = this.#options;
    const account = accounts.get(name);
    if (account === undefined || health.of(name) !== undefined) return this.#forgetUntold(name);
    if (isTryDue(this.#failures.get(name), clock.now())) await this.#read(account, signal);
    if (health.of(name) !== undefined) return this.#forgetUntold(name);
    await this.#lock.run(name, () => this.#notifyIfDue(name));
  }

  async #read(account: Account, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.quotaReader.read(account, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ThreadsError)) throw error;
      await this.#noteFailure(account, error);
    }
  }

  /** After every reading, whoever asked for it. One that came in part is not one of quotas that were not used. */
  async #noteReading(account: Account, reading: QuotaReading): Promise<void> {
    const { health, quotaAlerts, clock } = this.#options;
    const { name } = account;
    await quotaAlerts.applyReading(name, reading, clock.now());
    if (!hasAnswered(reading)) return this.#noteNoScope(name);
    await (health.of(name) === undefined ? health.answered(name) : health.probeNow(name));
    if (!isPartial(reading)) return this.#lock.run(name, () => this.#recover(name));
    const message = `account ${name}: some of its quotas came in part`;
    await this.#record(name, new ThreadsError('unreadable', message, { account: name, subject: 'quotas' }), {
      isPartial: true,
      wasProbed: true,
    });
  }

  /** A token that may read none of the quotas: then the quota alerts see nothing. */
  async #noteNoScope(name: string): Promise<void> {
    const message = `account ${name}: its token may read none of its quotas`;
    const error = new ThreadsError('permission', message, { account: name, subject: 'quotas' });
    await this.#record(name, error, { isPartial: false, wasProbed: false });
  }

  /**
   * The quota call alone may fail, because of a scope or a fault of that endpoint. So the account is asked whether it
   * answers before the failure is recorded as one of the quotas.
   */
  async #noteFailure(account: Account, error: ThreadsError): Promise<void> {
    const { health, clock } = this.#options;
    const wasProbed = isProbeDue(this.#failures.get(account.name), error, clock.now());
    if (wasProbed && !(await health.probe(account))) return;
    await this.#record(account.name, error, { isPartial: false, wasProbed });
  }

  #record(
    name: string,
    error: ThreadsError,
    facts: { readonly isPartial: boolean; readonly wasProbed: boolean },
  ): Promise<void> {
    const { quotaAlerts, quotaReader, clock } = this.#options;
    return this.#lock.run(name, async () => {
      if (!quotaAlerts.accounts.includes(name)) return;
      const last = toLastQuotas(quotaReader.lastReadingOf(name));
      const failed = { account: name, error: toErrorDetails(error), last, ...facts };
      const before = this.#failures.get(name);
      const failure = recordQuotaFailure(before, failed, clock.now());
      await this.#save(before === undefined ? { ...failure, id: randomUUID() } : failure);
    });
  }

  /** The notifications are stored before the failure: after a crash in between, they get the same ids again. */
  async #notifyIfDue(name: string): Promise<void> {
    const { quotaAlerts, notifier, clock } = this.#options;
    const failure = this.#failures.get(name);
    if (failure === undefined || !isNotificationDue(failure)) return;
    const told = await notifier.notifyUnreadable(failure, quotaAlerts.channelsOf(name), clock.now());
    if (told.length > 0) await this.#save({ ...failure, notified: [...failure.notified, ...told] });
  }

  async #recover(name: string): Promise<void> {
    const { quotaAlerts, notifier, clock } = this.#options;
    const failure = this.#failures.get(name);
    if (failure === undefined) return;
    await notifier.notifyReadable(failure, quotaAlerts.channelsOf(name), clock.now());
    await this.#delete(name);
  }

  #forgetUntold(name: string): Promise<void> {
    return this.#lock.run(name, async () => {
      if (this.#failures.get(name)?.notified.length === 0) await this.#delete(name);
    });
  }

  /** In memory first: even while the store fails, quotas that can't be read must not be read at each run. */
  async #save(failure: QuotaFailure): Promise<void> {
    this.#failures.set(failure.account, failure);
    await this.#options.records.set(failure.account, failure);
  }

  async #delete(name: string): Promise<void> {
    await this.#options.records.delete(name);
    this.#failures.delete(name);
  }
}

function isPartial(reading: QuotaReading): boolean {
  return QUOTA_PAIRS.some((pair) => reading[pair].kind === 'partial');
}
