import pLimit from 'p-limit';
import { noToken } from '../accounts/checkAccount.ts';
import type { ChannelRef } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import { CallEndedError } from '../threads/errors.ts';
import { keyOf, type PublishedPost, type Watch, watchKey } from '../watches/watch.ts';
import { BatchTracker } from './batchTracker.ts';
import { checkContainer } from './checkContainer.ts';
import type { CheckDecision } from './checkDecision.ts';
import { nextDeadline, uncheckedEndOf } from './decideDeadline.ts';
import { accountOf } from './delayedChecks.ts';
import { PendingChecks, type PendingChecksOptions } from './pendingChecks.ts';
import { RateLimiter } from './rateLimiter.ts';
import { hasCheckToSpare, isUnrecoverable } from './schedule.ts';
import { WatchChecker, type WatchCheckerOptions } from './watchChecker.ts';

/** Concurrent checks of one account. An outage can cost this many checks before it is known. */
const MAX_CONCURRENT_CHECKS = 8;

/** Meta asks for one status call a minute at most, so an answer is used again for this long. */
const FRESH_FOR = MINUTE;

export interface PollerOptions extends WatchCheckerOptions {
  /** Handles an error of our own, such as one of the store. The check is made again in the next round. */
  readonly onError: (error: unknown, about: { account: string; container?: string }) => void;
  /** Handles a watch that can't be read. Its record stays as it is, and is not checked until the next start. */
  readonly onCorrupt: PendingChecksOptions['onCorrupt'];
  /** Called when the store does not have a watch that memory knows: it has lost records. */
  readonly onVanished: () => void;
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
  readonly #pending: PendingChecks;
  readonly #limiter: RateLimiter;
  readonly #watchChecker: WatchChecker;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#limiter = new RateLimiter({ ...options, schedule: options.policy.schedule });
    this.#pending = new PendingChecks({ ...options, limiter: this.#limiter });
    this.#watchChecker = new WatchChecker(options);
  }

  /**
   * Makes one round: the checks that are due, as fast as each account's call budget allows, and the probes of accounts
   * with an outage. An error while an account is checked goes to `onError`, and does not stop the other accounts.
   */
  async round(signal: AbortSignal): Promise<void> {
    const { watchStore, health, clock } = this.#options;
    const now = clock.now();
    const due = Map.groupBy(watchStore.takeDue(now), accountOf);
    const names = new Set([
      ...due.keys(),
      ...this.#limiter.readyAccounts(now),
      ...health.probesDue(now),
      ...this.#pending.recoveredAccounts(),
    ]);
    const round = this.#beginRound(signal);
    await Promise.all([...names].map((name) => this.#checkDue(name, due.get(name) ?? [], round)));
    // What was not checked because the program stops is no outage, so neither a witness nor the clock says anything of it.
    if (signal.aborted) return;
    await Promise.all(health.witnesses.due(clock.now()).map((name) => this.#askWitness(name, signal)));
    for (const key of this.#pending.takeDeadlines(now)) await this.#checkDeadline(key, signal);
    await health.notifyDue();
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

  /** When the next check, probe or notification falls due, ms since the epoch; infinity where there is none. */
  get idleUntil(): number {
    const { watchStore, health, clock } = this.#options;
    if (this.#pending.recoveredAccounts().length > 0) return clock.now();
    return Math.min(
      watchStore.firstDue,
      this.#limiter.firstReadyAt,
      health.nextDueAt,
      this.#pending.firstDeadlineAt,
    );
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

  /**
   * Takes over from whoever published a container that it is published: its watch ends, without a check.
   *
   * @param believes whether a channel takes that word; a watch of others goes on, and is checked at once
   * @returns what was decided; `undefined` where nobody who takes the word watches it
   */
  async acceptPublished(
    { account, container }: Pick<Watch, 'account' | 'container'>,
    post: PublishedPost,
    believes?: (channel: ChannelRef) => boolean,
  ): Promise<CheckDecision | undefined> {
    const decision = await this.#watchChecker.acceptPublished(watchKey(account, container), post, believes);
    if (decision !== undefined) this.#pending.note(decision);
    return decision;
  }

  #isStale({ account, state, failing }: Watch): boolean {
    const { health, clock } = this.#options;
    const isFresh = state.kind !== 'unknown' && clock.now() - state.at < FRESH_FOR;
    return !isFresh || failing !== undefined || health.of(account) !== undefined;
  }

  /** The person who asks may have just repaired the account, so an outage is probed first, except under a rate limit. */
  async #checkAccountNow(name: string, watches: readonly Watch[], options: CheckOptions): Promise<void> {
    const { health, onError } = this.#options;
    try {
      await health.probeNow(name);
      if (await health.canCall(name)) await this.#checkGroup(name, watches, options);
      // Where all containers seem to fail, a witness tells before the person is answered.
      if (
        health.ofObjects(name) !== undefined &&
        health.witnesses.due(this.#options.clock.now()).includes(name)
      )
        await this.#askWitness(name, undefined);
    } catch (error) {
      onError(error, { account: name });
    }
  }

  async #checkDue(name: string, due: readonly string[], round: Round): Promise<void> {
    const { health, watchStore, clock, onError } = this.#options;
    let watches: Watch[] | undefined;
    try {
      if (!(await health.canCall(name))) return this.#pending.delayAll(name, due);
      const taken = await this.#pending.take(name, due);
      watches = taken.watches;
      round.batch.expect(watches);
      const isAllowed = (watch: Watch): boolean => this.#limiter.takeOrQueue(watch);
      const rest = await this.#checkGroup(name, watches, { ...round, isAllowed });
      this.#pending.delay(name, rest.map(keyOf));
      for (const watch of rest) round.onEnd(watch, undefined);
      if (taken.lacksProbe) await this.#probeWithFailed(name, round.signal);
    } catch (error) {
      for (const key of watches?.map(keyOf) ?? due) watchStore.requeue(key, clock.now());
      if (!(error instanceof CallEndedError)) onError(error, { account: name });
    }
  }

  /** @returns the watches that could not be checked, because the account can't be called */
  async #checkGroup(
    name: string,
    watches: readonly Watch[],
    options: CheckOptions,
  ): Promise<readonly Watch[]> {
    const { health } = this.#options;
    const isProbed =
      health.of(name) === undefined ? this.#needsProof(name, watches) : await health.canCall(name);
    if (isProbed) await this.#probe(name);
    if (health.of(name) !== undefined) return watches;
    await this.#checkAll(watches, options);
    return [];
  }

  /** Before an unrecoverable check the account must have answered just now, so that an outage does not use it up. */
  #needsProof(name: string, watches: readonly Watch[]): boolean {
    const { health, policy, clock } = this.#options;
    // In an outage of all containers the account itself answers, and an unanswered check stays due.
    if (health.ofObjects(name) !== undefined) return false;
    const now = clock.now();
    const needingCall = watches.filter((watch) => !this.#watchChecker.hasUnstoredAnswer(keyOf(watch)));
    const hasUnrecoverable = needingCall.some(({ createdAt }) =>
      isUnrecoverable(policy.schedule, createdAt, now),
    );
    return hasUnrecoverable && !health.answeredRecently(name, now);
  }

  /** Checks one container in spite of the outage: any answered call ends it. */
  async #askWitness(name: string, signal: AbortSignal | undefined): Promise<void> {
    const { accounts, health, policy, clock, onError } = this.#options;
    const { needsSpare } = health.witnesses.take(name);
    try {
      const now = clock.now();
      const isAsked = (watch: Watch): boolean => !needsSpare || hasCheckToSpare(policy.schedule, watch, now);
      const witness = (await this.#pending.findWitnesses(name)).find(isAsked);
      const account = accounts.get(name);
      if (witness === undefined || account === undefined) return;
      const decision = await this.#checkOrDelay(witness, signal);
      if (decision !== undefined && health.outageOf(name) === undefined)
        await health.onWitnessAnswered(account);
    } catch (error) {
      onError(error, { account: name });
    }
  }

  async #probe(name: string): Promise<void> {
    const { accounts, health } = this.#options;
    const account = accounts.get(name);
    if (account === undefined) await health.failed(name, noToken(name));
    else await health.probe(account);
  }

  /** Finds out whether an outage of all containers is over where none that failed in it is watched any more. */
  async #probeWithFailed(name: string, signal: AbortSignal): Promise<void> {
    const { accounts, health } = this.#options;
    const [account, container] = [accounts.get(name), health.objectProbes.failedContainer(name)];
    if (account !== undefined && container !== undefined)
      await checkContainer(this.#options, account, container, { attempts: 1, signal });
    if (health.ofObjects(name) === undefined) this.#pending.makeFailingDue(name);
    else if (health.objectProbes.isDue(name)) health.objectProbes.postpone(name);
  }

  async #checkAll(
    watches: readonly Watch[],
    { signal, isAllowed = () => true, onEnd }: CheckOptions,
  ): Promise<void> {
    const { health } = this.#options;
    const limit = pLimit(MAX_CONCURRENT_CHECKS);
    const check = async (watch: Watch): Promise<void> => {
      const canCheck = isAllowed(watch) && (await this.#canCall(watch, signal));
      const decision = canCheck ? await this.#checkOrDelay(watch, signal) : undefined;
      onEnd?.(watch, decision);
    };
    const hadOutage = watches.filter(({ account }) => health.ofObjects(account));
    await Promise.all(watches.map((watch) => limit(check, watch)));
    for (const name of new Set(hadOutage.map(({ account }) => account)))
      if (health.ofObjects(name) === undefined) this.#pending.makeFailingDue(name);
  }

  async #canCall(watch: Watch, signal: AbortSignal | undefined): Promise<boolean> {
    const canCall = !signal?.aborted && (await this.#options.health.canCall(watch.account));
    if (!canCall) this.#pending.delay(watch.account, [keyOf(watch)]);
    return canCall;
  }

  async #checkOrDelay(watch: Watch, signal: AbortSignal | undefined): Promise<CheckDecision | undefined> {
    const { watchStore, clock, onError } = this.#options;
    const key = keyOf(watch);
    try {
      const decision = await this.#watchChecker.check(watch, signal);
      if (decision === 'unanswered') this.#pending.delay(watch.account, [key]);
      else if (decision !== undefined) this.#pending.note(decision);
      return decision === 'unanswered' ? undefined : decision;
    } catch (error) {
      watchStore.requeue(key, clock.now());
      onError(error, watch);
      return undefined;
    }
  }

  async #checkDeadline(key: string, signal: AbortSignal): Promise<void> {
    const { watchStore, health, clock, onError } = this.#options;
    try {
      await this.#watchChecker.checkDeadline(key);
      const watch = await watchStore.get(key);
      if (watch === undefined) return;
      const ahead = [nextDeadline(watch), uncheckedEndOf(watch)].find(
        (at) => at !== undefined && at > clock.now(),
      );
      if (ahead !== undefined) this.#pending.addDeadline(key, ahead);
      if (ahead !== undefined || health.ofObjects(watch.account) === undefined) return;
      // Its time is over: one call shows whether the outage is too.
      await this.#checkAll([watch], { signal });
      await this.#watchChecker.checkDeadline(key);
    } catch (error) {
      onError(error, { account: accountOf(key) });
      this.#pending.retryDeadline(key, error);
    }
  }
}
