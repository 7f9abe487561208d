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

/** Checks under way at once for one account: what an outage can eat before we know of it. */
const MAX_CONCURRENT_CHECKS = 8;

/** Meta asks for one query a minute at most: within it the last answer stands. */
const FRESH_FOR = MINUTE;

export interface PollerOptions extends WatchCheckerOptions {
  /** A check that failed on our own side: it is made again in the next round. */
  readonly onError: (error: unknown, about: { account: string; container?: string }) => void;
  /** A watch that can't be read: it is left as it is, and not checked until the next start. */
  readonly onCorrupt: (key: string, error: StoreError) => void;
}

/** What checks are made under. */
interface Terms {
  readonly signal?: AbortSignal;
  /** Asked for each when its turn has come, not for all at once: every answer may say that the budget is nearer to its end. */
  readonly isItsTurn?: (watch: Watch) => boolean;
  /** Told of each once it is over; without a decision where none was made. */
  readonly onEnd?: (watch: Watch, decision: CheckDecision | undefined) => void;
}

/** A round under way. */
type Round = Required<Omit<Terms, 'isItsTurn'>> & { readonly batch: BatchTracker };

/** Makes the checks that are due, and those a person asks for, and carries out what is decided on each. */
export class Poller {
  readonly #options: PollerOptions;
  /** Checks that fell due while their account was blind; made up when it is seen again. */
  readonly #deferred = new Map<string, Set<string>>();
  readonly #limiter: RateLimiter;
  /** A round and a person may want the same check the same moment: it is made once. So is a probe. */
  readonly #underWay = new Map<string, Promise<CheckDecision | 'unanswered' | undefined>>();
  readonly #probes = new Map<string, Promise<boolean>>();
  readonly #watchChecker: WatchChecker;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#limiter = new RateLimiter(options);
    this.#watchChecker = new WatchChecker(options);
  }

  /** One round: what is due is checked, as fast as the account's call budget allows, and blind accounts whose time has come are probed. */
  async round(signal: AbortSignal): Promise<void> {
    const { watchStore, health, clock } = this.#options;
    const now = clock.now();
    const due = Map.groupBy(watchStore.takeDue(now), (key) => key.slice(0, key.indexOf('/')));
    const names = new Set([
      ...due.keys(),
      ...this.#limiter.turnsDue(now),
      ...health.probesDue(now),
      ...this.#recoveredAccounts(),
    ]);
    const round = this.#beginRound(signal);
    await Promise.all([...names].map((name) => this.#roundOf(name, due.get(name) ?? [], round)));
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

  /** When the next check or probe falls due. */
  get idleUntil(): number {
    const { watchStore, health, clock } = this.#options;
    if (this.#recoveredAccounts().length > 0) return clock.now();
    return Math.min(watchStore.firstDue, this.#limiter.firstTurn, health.firstProbe);
  }

  /**
   * Checks watched containers because somebody asks; an answer less than a minute old stands, unless the account can't
   * be seen. What is found is told and stored as in a round. People do not wait for an account's pace.
   *
   * @returns what was decided, by the watch's key; nothing where no check was made or none was answered
   */
  async checkNow(watches: readonly Watch[]): Promise<ReadonlyMap<string, CheckDecision>> {
    const decisions = new Map<string, CheckDecision>();
    const onEnd: Terms['onEnd'] = (watch, decision) => {
      if (decision !== undefined) decisions.set(keyOf(watch), decision);
    };
    const stale = watches.filter((watch) => this.#isStale(watch));
    const byAccount = Map.groupBy(stale, ({ account }) => account);
    await Promise.all([...byAccount].map(([name, theirs]) => this.#checkFor(name, theirs, { onEnd })));
    return decisions;
  }

  #isStale({ account, state }: Watch): boolean {
    const { health, clock } = this.#options;
    const isFresh = state.kind !== 'unknown' && clock.now() - state.at < FRESH_FOR;
    return !isFresh || health.of(account) !== undefined;
  }

  /** Whoever asks may have mended what blinds an account: it is probed for them, unless Threads limits it. */
  async #checkFor(name: string, watches: readonly Watch[], terms: Terms): Promise<void> {
    const { health, onError } = this.#options;
    try {
      await health.probeNow(name);
      const isDown = health.of(name) !== undefined;
      if (isDown && !(await health.canCall(name))) return;
      const rest = isDown ? await this.#recover(name, watches, terms) : watches;
      if (health.of(name) === undefined) await this.#checkAtAll(rest, terms);
    } catch (error) {
      onError(error, { account: name });
    }
  }

  async #roundOf(name: string, due: readonly string[], round: Round): Promise<void> {
    let keys = due;
    try {
      if (!(await this.#options.health.canCall(name)))
        return this.#defer(name, [...this.#limiter.takeAll(name), ...due]);
      keys = [...this.#release(name), ...this.#limiter.takeTurns(name), ...due];
      const open = this.#limiter.inOrder(await this.#open(keys));
      round.batch.expect(open);
      const rest = await this.#makeSure(name, open, round);
      if (this.#options.health.of(name) === undefined) {
        await this.#checkAtAll(rest, { ...round, isItsTurn: (watch) => this.#limiter.take(watch) });
        return;
      }
      this.#defer(name, rest.map(keyOf));
      for (const watch of rest) round.onEnd(watch, undefined);
    } catch (error) {
      for (const key of keys) this.#options.watchStore.requeue(key, this.#options.clock.now());
      this.#options.onError(error, { account: name });
    }
  }

  /** The records behind keys that fell due, less those that were dropped or put off meanwhile. */
  async #open(keys: readonly string[]): Promise<Watch[]> {
    const { watchStore, clock, onCorrupt } = this.#options;
    const now = clock.now();
    const watches = await watchStore.getReadable(keys, onCorrupt);
    return watches.filter(({ nextCheckAt }) => nextCheckAt <= now);
  }

  /**
   * Finds out whether the account answers, where we know that it did not or where a check is precious.
   *
   * @returns the checks that are still to be made, should it answer
   */
  async #makeSure(name: string, due: readonly Watch[], round: Round): Promise<readonly Watch[]> {
    const { health, schedule, clock } = this.#options;
    const now = clock.now();
    if (health.of(name) !== undefined) return this.#recover(name, due, round);
    const unanswered = due.filter((watch) => !this.#watchChecker.knowsAnswer(keyOf(watch)));
    const isUnrecoverableDue = unanswered.some(({ createdAt }) => isUnrecoverable(schedule, createdAt, now));
    if (isUnrecoverableDue && !health.answeredJustNow(name, now)) await this.#probe(name);
    return due;
  }

  /** Threads can fail for containers alone: where a check is due, one must be answered before the rest is tried. */
  async #recover(name: string, due: readonly Watch[], terms: Terms): Promise<readonly Watch[]> {
    const [first, ...rest] = due;
    if (!(await this.#probe(name))) return due;
    if (first === undefined) await this.#options.health.answered(name);
    else await this.#checkAtAll([first], terms);
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
    const outage = account === undefined ? noToken(name) : await checkAccount(threads, account);
    if (outage !== undefined) await health.failed(name, outage.error);
    return outage === undefined;
  }

  async #checkAtAll(
    watches: readonly Watch[],
    { signal, isItsTurn = () => true, onEnd }: Terms,
  ): Promise<void> {
    const limit = pLimit(MAX_CONCURRENT_CHECKS);
    const check = async (watch: Watch): Promise<void> => {
      const decision = isItsTurn(watch) ? await this.#checkOrHold(watch, signal) : undefined;
      onEnd?.(watch, decision);
    };
    await Promise.all(watches.map((watch) => limit(check, watch)));
  }

  async #checkOrHold(watch: Watch, signal: AbortSignal | undefined): Promise<CheckDecision | undefined> {
    const { health, watchStore, clock, onError } = this.#options;
    const key = keyOf(watch);
    try {
      const mayCheck = !signal?.aborted && (await health.canCall(watch.account));
      const decision = mayCheck ? await this.#checkOnce(watch, signal) : 'unanswered';
      if (decision !== 'unanswered') return decision;
      this.#defer(watch.account, [key]);
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
    const check = this.#underWay.get(key) ?? this.#watchChecker.check(watch, signal);
    this.#underWay.set(key, check);
    try {
      return await check;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #defer(name: string, keys: readonly string[]): void {
    const deferred = this.#deferred.get(name) ?? new Set();
    for (const key of keys) deferred.add(key);
    if (deferred.size > 0) this.#deferred.set(name, deferred);
  }

  /** The accounts that are seen again, and have checks that were held: a person's question has healed them. */
  #recoveredAccounts(): string[] {
    return [...this.#deferred.keys()].filter((name) => this.#options.health.of(name) === undefined);
  }

  #release(name: string): readonly string[] {
    const deferred = [...(this.#deferred.get(name) ?? [])];
    this.#deferred.delete(name);
    return deferred;
  }
}
