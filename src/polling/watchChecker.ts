import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { noToken } from '../accounts/checkAccount.ts';
import {
  findOthers,
  findOwningAccount,
  isOwnershipError,
  type OwningAccount,
  wasNeverFound,
} from '../accounts/findOwningAccount.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { MINUTE } from '../duration.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { CallEndedError, type ThreadsError } from '../threads/errors.ts';
import { keyOf, type PublishedPost, type Watch, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { type CheckOutcome, checkContainer } from './checkContainer.ts';
import type { CheckDecision } from './checkDecision.ts';
import { type CheckReport, nameCheckOutcome } from './checkReport.ts';
import { countCheck, decideCheck } from './decideCheck.ts';
import { decideDeadline, decideUncheckedEnd, nextDeadline } from './decideDeadline.ts';
import { isDecidedByClock } from './decideFailing.ts';
import { decideReading } from './decideReading.ts';
import type { PollerEvent } from './pollerEvent.ts';
import type { CheckPolicy } from './schedule.ts';

/** How long an answer that could not be stored is used again: as long as a stored one, see the poller. */
const FRESH_FOR = MINUTE;

export interface WatchCheckerOptions {
  readonly watchStore: WatchStore;
  readonly health: AccountHealth;
  readonly threads: ThreadsApi;
  readonly accounts: Accounts;
  readonly policy: CheckPolicy;
  readonly clock: Clock;
  /** Holds a watch's key from reading its record to writing it. */
  readonly lock: KeyedLock;
  /** Handles an event. Resolves once what follows from it is stored. */
  readonly onEvent: (event: PollerEvent) => Promise<void>;
  /** Called with each check that was made. */
  readonly onCheck?: ((report: CheckReport) => void) | undefined;
}

type CheckResult = CheckDecision | 'unanswered' | undefined;

/** Checks a watched container, and stores what follows from the answer. */
export class WatchChecker {
  readonly #options: WatchCheckerOptions;
  readonly #underWay = new Map<string, Promise<CheckResult>>();
  /** Answers that are not stored yet. While the store fails, a check uses them instead of a new call each round. */
  readonly #unstoredAnswers = new Map<string, { readonly outcome: CheckOutcome; readonly at: number }>();

  constructor(options: WatchCheckerOptions) {
    this.#options = options;
  }

  /**
   * Makes one check, and reports its result to the account's health. A round and a person who want the same one at the
   * same time share it.
   *
   * @returns what was decided; `unanswered` for an error of the account, and once the signal is aborted, after which the
   * check is still due; `undefined` if the watch was removed during the call
   * @throws errors of the store, after which the check is still due
   */
  async check(watch: Watch, signal: AbortSignal | undefined): Promise<CheckResult> {
    const key = keyOf(watch);
    const check = this.#underWay.get(key) ?? this.#check(watch, signal);
    this.#underWay.set(key, check);
    try {
      return await check;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #check(watch: Watch, signal: AbortSignal | undefined): Promise<CheckResult> {
    const { lock, policy, clock } = this.#options;
    const key = keyOf(watch);
    if (isDecidedByClock(watch, policy.schedule, clock.now())) return this.#decideByClock(key);
    const outcome = this.#unstoredAnswer(key) ?? (await this.#fetchOutcome(watch, signal));
    if (outcome === 'ended') return 'unanswered';
    if (outcome.kind === 'account-error') {
      await lock.run(key, () => this.#countUnanswered(key));
      this.#unstoredAnswers.delete(key);
      return 'unanswered';
    }
    const owner =
      outcome.kind === 'not-found' ? await this.#findOwningAccount(watch, outcome.error) : undefined;
    const decision = owner
      ? await this.#moveToOwner(owner, watch)
      : await lock.run(key, () => this.#applyAnswer(key, outcome));
    this.#unstoredAnswers.delete(key);
    return decision;
  }

  /** @returns `ended` where the call was ended by us, which says nothing of the container and does not count as a check */
  async #fetchOutcome(watch: Watch, signal: AbortSignal | undefined): Promise<CheckOutcome | 'ended'> {
    const { accounts, health, clock, onCheck } = this.#options;
    const account = accounts.get(watch.account);
    if (account === undefined) {
      await health.failed(watch.account, noToken(watch.account));
      return { kind: 'account-error' };
    }
    const options = { attempts: 1, failingSince: watch.failing?.since, ...(signal && { signal }) };
    const lagMs = clock.now() - watch.nextCheckAt;
    try {
      const outcome = await checkContainer(this.#options, account, watch.container, options);
      onCheck?.({ outcome: nameCheckOutcome(outcome), ...(lagMs >= 0 && { lagMs }) });
      this.#unstoredAnswers.set(keyOf(watch), { outcome, at: clock.now() });
      return outcome;
    } catch (error) {
      if (error instanceof CallEndedError) return 'ended';
      throw error;
    }
  }

  /** Whether a check of this watch would make no call, because a fresh answer is waiting to be stored. */
  hasUnstoredAnswer(key: string): boolean {
    return this.#unstoredAnswer(key) !== undefined;
  }

  #unstoredAnswer(key: string): CheckOutcome | undefined {
    const answer = this.#unstoredAnswers.get(key);
    const isFresh = answer !== undefined && this.#options.clock.now() - answer.at < FRESH_FOR;
    return isFresh ? answer.outcome : undefined;
  }

  /** The other account that owns a container which was never found; looked for before the channels are alerted. */
  async #findOwningAccount(watch: Watch, error: ThreadsError): Promise<OwningAccount | undefined> {
    const { accounts, threads, health } = this.#options;
    if (!isOwnershipError(error) || !wasNeverFound(watch)) return undefined;
    const others = findOthers(accounts, watch).filter(({ name }) => health.of(name) === undefined);
    return findOwningAccount(threads, others, watch.container);
  }

  /** Moves a watch to the account that owns its container, and uses the answer that the owner got as its check. */
  async #moveToOwner({ account, answer }: OwningAccount, watch: Watch): Promise<CheckDecision | undefined> {
    const { watchStore, lock, onEvent } = this.#options;
    const from = keyOf(watch);
    const to = watchKey(account.name, watch.container);
    const move = async (): Promise<CheckDecision | undefined> => {
      const [before, existing] = await watchStore.getMany([from, to]);
      if (before === undefined) return undefined;
      await onEvent({ kind: 'moved', watch: before, account: account.name });
      // Saved before the old record is removed, so that a crash between the two loses nothing.
      await watchStore.save(merge(before, existing, account.name), existing);
      await watchStore.remove(before);
      return this.#applyAnswer(to, answer);
    };
    return lock.runAll([from, to], move);
  }

  /** Reads the record again: the watch may have been removed, or got a new subscriber, during the call. */
  async #applyAnswer(key: string, answer: ContainerAnswer): Promise<CheckDecision | undefined> {
    const { watchStore, policy, clock } = this.#options;
    const watch = await watchStore.get(key);
    if (watch === undefined) return undefined;
    const decision = decideCheck(watch, answer, policy, clock.now());
    return this.#store(watch, decision);
  }

  /**
   * Takes over from whoever published a container that it is published, without a check: its watch ends.
   *
   * @param believes whether a channel takes that word; a watch of others goes on, and is checked at once
   * @returns `undefined` where nobody who takes the word watches it
   */
  async acceptPublished(
    key: string,
    post: PublishedPost,
    believes: (channel: ChannelRef) => boolean = () => true,
  ): Promise<CheckDecision | undefined> {
    const { watchStore, lock, policy, clock, onEvent } = this.#options;
    return lock.run(key, async () => {
      const watch = await watchStore.get(key);
      if (watch === undefined) return undefined;
      const now = clock.now();
      const subscribers = watch.subscribers.filter(({ channel }) => believes(channel));
      if (subscribers.length === 0) return undefined;
      const others = watch.subscribers.filter((each) => !subscribers.includes(each));
      const before = others.length === 0 ? watch : { ...watch, subscribers };
      const decision = decideReading(before, { status: 'PUBLISHED', post }, policy, now);
      if (others.length === 0) return this.#store(watch, decision);
      await onEvent({ kind: 'checked', before, decision });
      await watchStore.save({ ...watch, subscribers: others, nextCheckAt: now }, watch);
      return decision;
    });
  }

  /**
   * Reports what the clock alone decides about a container that can't be checked. A watch ends as one that could not be
   * checked only where Threads has just failed to answer about one of the account's containers: its outage may be over.
   */
  async checkDeadline(key: string): Promise<CheckDecision | undefined> {
    const { watchStore, lock, clock, health } = this.#options;
    return lock.run(key, async () => {
      const watch = await watchStore.get(key);
      if (watch === undefined) return undefined;
      const outage = health.ofObjects(watch.account);
      const now = clock.now();
      const isAsked = outage !== undefined && health.objectProbes.hasJustFailed(watch.account);
      const decision =
        decideDeadline(watch, now) ?? (isAsked ? decideUncheckedEnd(watch, outage.error, now) : undefined);
      return decision && this.#store(watch, decision);
    });
  }

  /** As {@link checkDeadline}, in place of the check: the next one comes at the end. */
  async #decideByClock(key: string): Promise<CheckDecision | undefined> {
    const { watchStore, lock, clock } = this.#options;
    return lock.run(key, async () => {
      const watch = await watchStore.get(key);
      const decision = watch && decideDeadline(watch, clock.now());
      if (watch === undefined || decision === undefined) return undefined;
      const nextCheckAt = nextDeadline(decision.watch) ?? decision.watch.nextCheckAt;
      return this.#store(watch, { ...decision, watch: { ...decision.watch, nextCheckAt } });
    });
  }

  async #store(watch: Watch, decision: CheckDecision): Promise<CheckDecision> {
    const { watchStore, onEvent } = this.#options;
    await onEvent({ kind: 'checked', before: watch, decision });
    if (decision.ended) await watchStore.remove(watch);
    else await watchStore.save(decision.watch, watch);
    return decision;
  }

  async #countUnanswered(key: string): Promise<void> {
    const { watchStore } = this.#options;
    const watch = await watchStore.get(key);
    if (watch !== undefined) await watchStore.save(countCheck(watch), watch);
  }
}

/** The watch for another account, with the subscribers of both. A new one starts with no checks and no state. */
function merge(watch: Watch, existing: Watch | undefined, account: string): Watch {
  const { notFound: _, ...rest } = watch;
  const base: Watch = existing ?? {
    ...rest,
    account,
    checks: 0,
    state: { kind: 'unknown' },
    subscribers: [],
  };
  const taken = new Set(base.subscribers.map(({ channel }) => channelKey(channel)));
  return {
    ...base,
    subscribers: [
      ...base.subscribers,
      ...watch.subscribers.filter(({ channel }) => !taken.has(channelKey(channel))),
    ],
  };
}
