import pLimit from 'p-limit';
import { checkAccount, noToken } from '../accounts/checkAccount.ts';
import { MINUTE } from '../duration.ts';
import type { StoreError } from '../store/store.ts';
import { keyOf, type Watch } from '../watches/watch.ts';
import { BatchTracker } from './batchTracker.ts';
import type { CheckDecision } from './decideCheck.ts';
import { RateLimiter } from './rateLimiter.ts';
import { isUnrecoverable } from './schedule.ts';
import { WatchChecker, type WatchCheckerOptions } from './watchChecker.ts';

/** Concurrent checks of one account. An outage can cost this many checks before it is known. */
const MAX_CONCURRENT_CHECKS = 8;

/** Meta asks for one status call a minute at most, so an answer is used again for this long. */
const FRESH_FOR = MINUTE;

export interface PollerOptions extends WatchCheckerOptions {
  /** Handles an error of our own, such as one of the store. The check is made again in the next round. */
  readonly onError: (error: unknown, about: { account: string; container?: string }) => void;
  /** Handles a watch that can't be read. Its record stays as it is, and is not checked until the next start. */
  readonly onCorrupt: (key: string, error: StoreError) => void;
}

interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Whether the check may be made. Called just before each check, because every answer can change the rate limit. */
  readonly isAllowed?: (watch: Watch) => boolean;
  /** Called after each check; without a decision if the check was not made, got no answer or failed. */
  readonly onEnd?: (watch: Watch, decision: CheckDecision | undefined) => void;
}

/** A round in progress. */
type Round = Required<Omit<CheckOptions, 'isAllowed'>> & { readonly batch: BatchTracker };

/** Checks the containers whose check is due, and those that people ask about. */
export class Poller {
  readonly #options: PollerOptions;
  /** By account: the keys of checks that fell due during an outage. They are delayed until the account recovers. */
  readonly #delayed = new Map<string, Set<string>>();
  readonly #limiter: RateLimiter;
  /** Checks and probes in progress. A round and a person who want the same one at the same time share it. */
  readonly #checks = new Map<string, Promise<CheckDecision | 'unanswered' | undefined>>();
  readonly #probes = new Map<string, Promise<boolean>>();
  readonly #watchChecker: WatchChecker;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#limiter = new RateLimiter(options);
    this.#watchChecker = new WatchChecker(options);
  }

  /**
   * Makes one round: the checks that are due, as fast as each account's call budget allows, and the probes of accounts
   * with an outage. An error while an account is checked goes to `onError`, and does not stop the other accounts.
   */
  async round(signal: AbortSignal): Promise<void> {
    const { watchStore, health, clock } = this.#options;
    const now = clock.now();
    const due = Map.groupBy(watchStore.takeDue(now), (key) => key.slice(0, key.indexOf('/')));
    const names = new Set([
      ...due.keys(),
      ...this.#limiter.readyAccounts(now),
      ...health.probesDue(now),
      ...this.#recoveredAccounts(),
    ]);
    const round = this.#beginRound(signal);
    await Promise.all([...names].map((name) => this.#checkDue(name, due.get(name) ?? [], round)));
  }

  #beginRound(signal: AbortSignal): Round {
    const batch = new BatchTracker();
    return {
      signal,
      batch,
      onEnd: (watch, decision) => {
        for (const channel of batch.end(watch, decision?.event !== undefined))
          void this.#options.onEvent({ kind: 'channel-ready', channel });
      },
    };
  }

  /** When the next check or probe falls due, ms since the epoch; infinity where there is none. */
  get idleUntil(): number {
    const { watchStore, health, clock } = this.#options;
    if (this.#recoveredAccounts().length > 0) return clock.now();
    return Math.min(watchStore.firstDue, this.#limiter.firstReadyAt, health.firstProbeAt);
  }

  /**
   * Checks watched containers because a person asked, without the rate limit. A container whose answer is less than a
   * minute old is not checked again, unless its account has an outage. Events are handled as in a round, and errors go
   * to `onError`.
   *
   * @returns the decisions by the watch's key, for those checks that were made and answered
   */
  async checkNow(watches: readonly Watch[]): Promise<ReadonlyMap<string, CheckDecision>> {
    const decisions = new Map<string, CheckDecision>();
    const onEnd: CheckOptions['onEnd'] = (watch, decision) => {
      if (decision !== undefined) decisions.set(keyOf(watch), decision);
    };
    const stale = watches.filter((watch) => this.#isStale(watch));
    const byAccount = Map.groupBy(stale, ({ account }) => account);
    await Promise.all([...byAccount].map(([name, group]) => this.#checkAccountNow(name, group, { onEnd })));
    return decisions;
  }

  #isStale({ account, state }: Watch): boolean {
    const { health, clock } = this.#options;
    const isFresh = state.kind !== 'unknown' && clock.now() - state.at < FRESH_FOR;
    return !isFresh || health.of(account) !== undefined;
  }

  /** The person who asks may have just repaired the account, so an outage is probed first, except under a rate limit. */
  async #checkAccountNow(name: string, watches: readonly Watch[], options: CheckOptions): Promise<void> {
    const { health, onError } = this.#options;
    try {
      await health.probeNow(name);
      const hasOutage = health.of(name) !== undefined;
      if (hasOutage && !(await health.canCall(name))) return;
      const rest = hasOutage ? await this.#probeAndCheckFirst(name, watches, options) : watches;
      if (health.of(name) === undefined) await this.#checkAll(rest, options);
    } catch (error) {
      onError(error, { account: name });
    }
  }

  async #checkDue(name: string, due: readonly string[], round: Round): Promise<void> {
    let keys = due;
    try {
      if (!(await this.#options.health.canCall(name)))
        return this.#delay(name, [...this.#limiter.dequeueAll(name), ...due]);
      keys = [...this.#takeDelayed(name), ...this.#limiter.dequeueReady(name), ...due];
      const watches = this.#limiter.inOrder(await this.#readDue(keys));
      round.batch.expect(watches);
      const rest = await this.#probeIfNeeded(name, watches, round);
      if (this.#options.health.of(name) === undefined) {
        await this.#checkAll(rest, { ...round, isAllowed: (watch) => this.#limiter.takeOrQueue(watch) });
        return;
      }
      this.#delay(name, rest.map(keyOf));
      for (const watch of rest) round.onEnd(watch, undefined);
    } catch (error) {
      for (const key of keys) this.#options.watchStore.requeue(key, this.#options.clock.now());
      this.#options.onError(error, { account: name });
    }
  }

  /** Reads the watches of these keys, without those that were removed, or checked and rescheduled, in the meantime. */
  async #readDue(keys: readonly string[]): Promise<Watch[]> {
    const { watchStore, clock, onCorrupt } = this.#options;
    const now = clock.now();
    const watches = await watchStore.getReadable(keys, onCorrupt);
    return watches.filter(({ nextCheckAt }) => nextCheckAt <= now);
  }

  /**
   * Probes the account if it has an outage, or if an unrecoverable check is due and it has not answered just now.
   *
   * @returns the checks that are still to be made, if the account can be called
   */
  async #probeIfNeeded(name: string, due: readonly Watch[], round: Round): Promise<readonly Watch[]> {
    const { health, schedule, clock } = this.#options;
    const now = clock.now();
    if (health.of(name) !== undefined) return this.#probeAndCheckFirst(name, due, round);
    const needingCall = due.filter((watch) => !this.#watchChecker.hasUnstoredAnswer(keyOf(watch)));
    const hasUnrecoverable = needingCall.some(({ createdAt }) => isUnrecoverable(schedule, createdAt, now));
    if (hasUnrecoverable && !health.answeredRecently(name, now)) await this.#probe(name);
    return due;
  }

  /**
   * Finds out whether an outage is over. Threads can answer the probe and still fail for containers, so a due check
   * must be answered too before the others are made.
   *
   * @returns the checks that are still to be made
   */
  async #probeAndCheckFirst(
    name: string,
    due: readonly Watch[],
    options: CheckOptions,
  ): Promise<readonly Watch[]> {
    const [first, ...rest] = due;
    if (!(await this.#probe(name))) return due;
    if (first === undefined) await this.#options.health.answered(name);
    else await this.#checkAll([first], options);
    return rest;
  }

  async #probe(name: string): Promise<boolean> {
    const probe = this.#probes.get(name) ?? this.#makeProbe(name);
    this.#probes.set(name, probe);
    try {
      return await probe;
    } finally {
      this.#probes.delete(name);
    }
  }

  async #makeProbe(name: string): Promise<boolean> {
    const { accounts, threads, health } = this.#options;
    const account = accounts.get(name);
    const accountError = account === undefined ? noToken(name) : await checkAccount(threads, account);
    if (accountError !== undefined) await health.failed(name, accountError.error);
    return accountError === undefined;
  }

  async #checkAll(
    watches: readonly Watch[],
    { signal, isAllowed = () => true, onEnd }: CheckOptions,
  ): Promise<void> {
    const limit = pLimit(MAX_CONCURRENT_CHECKS);
    const check = async (watch: Watch): Promise<void> => {
      const decision = isAllowed(watch) ? await this.#checkOrDelay(watch, signal) : undefined;
      onEnd?.(watch, decision);
    };
    await Promise.all(watches.map((watch) => limit(check, watch)));
  }

  async #checkOrDelay(watch: Watch, signal: AbortSignal | undefined): Promise<CheckDecision | undefined> {
    const { health, watchStore, clock, onError } = this.#options;
    const key = keyOf(watch);
    try {
      const canCheck = !signal?.aborted && (await health.canCall(watch.account));
      const decision = canCheck ? await this.#checkOnce(watch, signal) : 'unanswered';
      if (decision !== 'unanswered') return decision;
      this.#delay(watch.account, [key]);
    } catch (error) {
      watchStore.requeue(key, clock.now());
      onError(error, watch);
    }
    return undefined;
  }

  async #checkOnce(
    watch: Watch,
    signal: AbortSignal | undefined,
  ): Promise<CheckDecision | 'unanswered' | undefined> {
    const key = keyOf(watch);
    const check = this.#checks.get(key) ?? this.#watchChecker.check(watch, signal);
    this.#checks.set(key, check);
    try {
      return await check;
    } finally {
      this.#checks.delete(key);
    }
  }

  #delay(name: string, keys: readonly string[]): void {
    const delayed = this.#delayed.get(name) ?? new Set();
    for (const key of keys) delayed.add(key);
    if (delayed.size > 0) this.#delayed.set(name, delayed);
  }

  /** The accounts with delayed checks but no outage any more, for example after a check that a person asked for. */
  #recoveredAccounts(): string[] {
    return [...this.#delayed.keys()].filter((name) => this.#options.health.of(name) === undefined);
  }

  #takeDelayed(name: string): readonly string[] {
    const delayed = [...(this.#delayed.get(name) ?? [])];
    this.#delayed.delete(name);
    return delayed;
  }
}
