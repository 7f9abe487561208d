import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { checkAccount } from '../accounts/checkAccount.ts';
import type { Clock } from '../clock.ts';
import { DAY, HOUR, SECOND } from '../duration.ts';
import type { Log } from '../log.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { toErrorDetails } from '../threads/errorDetails.ts';
import { ThreadsError } from '../threads/errors.ts';
import { type CarePlan, decideEnding, planCare, type TokenCare, type TokenLife } from './tokenLife.ts';
import type { TokenStore } from './tokenStore.ts';

/** When a refresh that failed is tried again: soon where Threads failed, seldom where it refused. */
const RETRY = { passing: HOUR, refused: 6 * HOUR };

/**
 * When Threads is asked again how long a token lives: a permission can be renewed without us. More often where an end
 * nears, so that nobody is told of one that has been put off.
 */
const ASK_AGAIN = { usually: 7 * DAY, nearAnEnd: DAY, refused: DAY };

/** Within so long accounts that could refresh at one moment do so one by one. */
const LONGEST_SPREAD = 12 * HOUR;

/** Asking may show that it is time to refresh, and refreshing that there is more to ask. */
const MOST_STEPS = 3;

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

/** Keeps tokens alive: finds out when they end, and refreshes them long before. */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions;
  readonly #plans = new Map<string, CarePlan>();

  constructor(options: TokenRefresherOptions) {
    this.#options = options;
  }

  /** Does for each account what is due, one account's trouble being its own. */
  async round(signal: AbortSignal): Promise<void> {
    const { accounts, tokenStore, log } = this.#options;
    const care = async ({ name }: Account): Promise<void> => {
      try {
        await tokenStore.exclusively(name, () => this.#careFor(name, signal));
      } catch (err) {
        log.error({ err, account: name }, 'looking after a token failed on our side; it is done again');
      }
    };
    await Promise.all(accounts.all.map(care));
  }

  /** Before this moment no token needs anything. */
  get idleUntil(): number {
    const { accounts } = this.#options;
    return Math.min(...accounts.all.map(({ name }) => this.#next(name).at));
  }

  /** Nothing that was tried with an account's old token holds for its new one. */
  resetPlan(name: string): void {
    this.#plans.delete(name);
  }

  async #careFor(name: string, signal: AbortSignal): Promise<void> {
    const { tokenStore, accounts, clock } = this.#options;
    await tokenStore.saveAgain(name);
    for (let step = 0; step < MOST_STEPS && !signal.aborted; step += 1) {
      const { kind, at } = this.#next(name);
      const account = accounts.get(name);
      const life = tokenStore.factsOf(name);
      if (at > clock.now() || account === undefined || life === undefined) return;
      if (kind === 'ask') await this.#ask(account, life, signal);
      if (kind === 'refresh') await this.#refresh(account, life);
      if (kind === 'probe') await this.#probe(account);
    }
  }

  /** A blind account is left alone: its own probes tell when it can be asked anything again. */
  #next(name: string): TokenCare {
    const { tokenStore, health, clock } = this.#options;
    const life = tokenStore.factsOf(name);
    if (life === undefined || health.of(name) !== undefined)
      return { kind: 'nothing', at: Number.POSITIVE_INFINITY };
    return planCare(life, this.#planOf(name), clock.now());
  }

  #planOf(name: string): CarePlan {
    const spread = LONGEST_SPREAD * this.#options.random();
    const plan = this.#plans.get(name) ?? { askFrom: 0, refreshFrom: 0, probeFrom: 0, spread };
    this.#plans.set(name, plan);
    return plan;
  }

  #replan(name: string, change: Partial<CarePlan>): void {
    this.#plans.set(name, { ...this.#planOf(name), ...change });
  }

  async #ask(account: Account, life: TokenLife, signal: AbortSignal): Promise<void> {
    const { tokenStore, threads, clock } = this.#options;
    const { name } = account;
    try {
      const { isValid, issuedAt, expiresAt, dataAccessExpiresAt, userId } = await threads.debugToken(
        account,
        {
          signal,
        },
      );
      await tokenStore.note(name, {
        ...(userId !== undefined && { userId }),
        obtainedAt: issuedAt ?? life.obtainedAt,
        expiresAt: expiresAt ?? life.expiresAt,
        grantEndsAt: dataAccessExpiresAt ?? life.grantEndsAt,
      });
      const isNear = decideEnding(tokenStore.factsOf(name) ?? life, clock.now()) !== undefined;
      this.#replan(name, { askFrom: clock.now() + ASK_AGAIN[isNear ? 'nearAnEnd' : 'usually'] });
      if (!isValid) await this.#probe(account);
    } catch (error) {
      if (!(error instanceof ThreadsError)) throw error;
      const askFrom = isPassing(error) ? this.#retryAt(error) : clock.now() + ASK_AGAIN.refused;
      this.#replan(name, { askFrom });
      if (error.kind === 'token') await this.#probe(account);
    }
  }

  /**
   * One try, and no signal: an answer that we do not wait for may hold the only token that works from then on.
   */
  async #refresh(account: Account, { grantEndsAt }: TokenLife): Promise<void> {
    const { tokenStore, threads, clock, log } = this.#options;
    const { name } = account;
    try {
      const { token, expiresInSeconds } = await threads.refreshToken(account, { attempts: 1 });
      const expiresAt = clock.now() + expiresInSeconds * SECOND;
      await tokenStore.replace(name, token, { expiresAt, grantEndsAt });
      log.info({ account: name, expiresAt: new Date(expiresAt) }, 'an access token was refreshed');
    } catch (error) {
      if (!(error instanceof ThreadsError)) throw error;
      this.#replan(name, { refreshFrom: this.#retryAt(error) });
      log.warn({ err: error, account: name }, 'an access token could not be refreshed; it is tried again');
      await tokenStore.note(name, { lastRefresh: { at: clock.now(), failed: toErrorDetails(error) } });
      if (error.kind === 'token') await this.#probe(account);
    }
  }

  /** Finds out whether the token is refused for everything; if so, the channels are told at once. */
  async #probe(account: Account): Promise<void> {
    const { threads, health, clock } = this.#options;
    this.#replan(account.name, { probeFrom: clock.now() + HOUR });
    const outage = await checkAccount(threads, account);
    if (outage !== undefined) await health.failed(account.name, outage.error);
  }

  #retryAt(error: ThreadsError): number {
    const { clock, random } = this.#options;
    const wait = (isPassing(error) ? RETRY.passing : RETRY.refused) * (0.75 + random() / 2);
    return Math.max(error.retryAt ?? 0, clock.now() + wait);
  }
}

function isPassing({ kind }: ThreadsError): boolean {
  return kind === 'outage' || kind === 'limited';
}
