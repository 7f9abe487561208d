import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import { DAY, HOUR } from '../duration.ts';
import type { Log } from '../log.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { toErrorDetails } from '../threads/errorDetails.ts';
import { CallEndedError, isPassing, ThreadsError } from '../threads/errors.ts';
import {
  decideExpiryWarning,
  expiryOf,
  PROBE_INTERVAL,
  planNextTask,
  type TaskTimes,
  type TokenLife,
  type TokenTask,
} from './tokenLife.ts';
import type { TokenStore } from './tokenStore.ts';

/** The delay before a failed refresh is retried: short after an outage, long after a refusal. */
const RETRY_DELAY = { transient: HOUR, refused: 6 * HOUR };

/**
 * How often Threads is asked when a token expires; a person can renew the permission without us. More often near an
 * expiry, so that nobody is warned of one that was extended.
 */
const INSPECT_INTERVAL = { normal: 7 * DAY, nearExpiry: DAY, refused: DAY };

/** Accounts that could refresh at the same moment are spread over this time. */
const MAX_SPREAD = 12 * HOUR;

/** One task can make another one due: an inspection may show that a refresh is due. */
const MAX_STEPS = 3;

export interface TokenRefresherOptions {
  readonly tokenStore: TokenStore;
  readonly accounts: Accounts;
  readonly threads: Pick<ThreadsApi, 'refreshToken' | 'debugToken' | 'fetchUser'>;
  readonly health: AccountHealth;
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** Keeps tokens valid: finds out when they expire, and refreshes them long before. */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions;
  readonly #times = new Map<string, TaskTimes>();

  constructor(options: TokenRefresherOptions) {
    this.#options = options;
  }

  /** Runs the due tasks of every account. An error of one account does not affect the others. */
  async round(signal: AbortSignal): Promise<void> {
    const { accounts, tokenStore, log } = this.#options;
    const maintain = async ({ name }: Account): Promise<void> => {
      try {
        await tokenStore.exclusively(name, () => this.#maintain(name, signal));
      } catch (err) {
        log.error({ err, account: name }, 'maintaining a token failed on our side; it will be retried');
      }
    };
    await Promise.all(accounts.all.map(maintain));
  }

  /** When the next task is due; ms since the epoch. */
  get idleUntil(): number {
    const { accounts } = this.#options;
    return Math.min(...accounts.all.map(({ name }) => this.#nextTask(name).at));
  }

  /** Forgets the delays of an account's old token, for its new one. */
  resetTimes(name: string): void {
    this.#times.delete(name);
  }

  async #maintain(name: string, signal: AbortSignal): Promise<void> {
    const { tokenStore, accounts, clock } = this.#options;
    await tokenStore.retrySave(name);
    for (let step = 0; step < MAX_STEPS && !signal.aborted; step += 1) {
      const { kind, at } = this.#nextTask(name);
      const account = accounts.get(name);
      const life = tokenStore.lifeOf(name);
      if (at > clock.now() || account === undefined || life === undefined) return;
      if (kind === 'inspect') await this.#inspect(account, life, signal);
      if (kind === 'refresh') await this.#refresh(account, life);
      if (kind === 'probe') await this.#probe(account);
    }
  }

  /** There is nothing to do during an outage of the account, because its own probes show when it ends. */
  #nextTask(name: string): TokenTask {
    const { tokenStore, health, clock } = this.#options;
    const life = tokenStore.lifeOf(name);
    if (life === undefined || health.of(name) !== undefined)
      return { kind: 'nothing', at: Number.POSITIVE_INFINITY };
    return planNextTask(life, this.#timesOf(name), clock.now());
  }

  #timesOf(name: string): TaskTimes {
    const spread = MAX_SPREAD * this.#options.random();
    const times = this.#times.get(name) ?? { inspectFrom: 0, refreshFrom: 0, probeFrom: 0, spread };
    this.#times.set(name, times);
    return times;
  }

  #setTimes(name: string, change: Partial<TaskTimes>): void {
    this.#times.set(name, { ...this.#timesOf(name), ...change });
  }

  async #inspect(account: Account, life: TokenLife, signal: AbortSignal): Promise<void> {
    const { tokenStore, threads, clock } = this.#options;
    const { name } = account;
    try {
      const { isValid, issuedAt, expiresAt, dataAccessExpiresAt, userId } = await threads.debugToken(
        account,
        {
          signal,
        },
      );
      await tokenStore.update(name, {
        ...(userId !== undefined && { userId }),
        obtainedAt: issuedAt ?? life.obtainedAt,
        expiresAt: expiresAt ?? life.expiresAt,
        grantEndsAt: dataAccessExpiresAt ?? life.grantEndsAt,
      });
      const isNear = decideExpiryWarning(tokenStore.lifeOf(name) ?? life, clock.now()) !== undefined;
      this.#setTimes(name, { inspectFrom: clock.now() + INSPECT_INTERVAL[isNear ? 'nearExpiry' : 'normal'] });
      if (!isValid) await this.#probe(account);
    } catch (error) {
      if (error instanceof CallEndedError) return;
      if (!(error instanceof ThreadsError)) throw error;
      const inspectFrom = isPassing(error) ? this.#retryAt(error) : clock.now() + INSPECT_INTERVAL.refused;
      this.#setTimes(name, { inspectFrom });
      if (error.kind === 'token') await this.#probe(account);
    }
  }

  /** One attempt, and without a signal: an answer that is not awaited may contain the only token that works from then on. */
  async #refresh(account: Account, { grantEndsAt, lastRefresh }: TokenLife): Promise<void> {
    const { tokenStore, threads, clock, log } = this.#options;
    const { name } = account;
    try {
      const grant = await threads.refreshToken(account, { attempts: 1 });
      const expiresAt = expiryOf(grant, clock.now());
      await tokenStore.replace(name, grant.token, { expiresAt, grantEndsAt });
      const end = expiresAt === undefined ? 'not known' : new Date(expiresAt);
      log.info({ account: name, expiresAt: end }, 'an access token was refreshed');
    } catch (error) {
      if (!(error instanceof ThreadsError)) throw error;
      this.#setTimes(name, { refreshFrom: this.#retryAt(error) });
      log.warn({ err: error, account: name }, 'an access token could not be refreshed; it will be retried');
      const at = clock.now();
      const failingSince = lastRefresh?.failingSince ?? at;
      await tokenStore.update(name, { lastRefresh: { at, failed: toErrorDetails(error), failingSince } });
      if (!isPassing(error)) await this.#probe(account);
    }
  }

  /** Finds out whether Threads refuses the token altogether. If so, the outage notifies the channels at once. */
  async #probe(account: Account): Promise<void> {
    const { health, clock } = this.#options;
    this.#setTimes(account.name, { probeFrom: clock.now() + PROBE_INTERVAL });
    await health.probe(account);
  }

  #retryAt(error: ThreadsError): number {
    const { clock, random } = this.#options;
    const wait = (isPassing(error) ? RETRY_DELAY.transient : RETRY_DELAY.refused) * (0.75 + random() / 2);
    return Math.max(error.retryAt ?? 0, clock.now() + wait);
  }
}
