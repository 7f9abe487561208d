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
import { channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { MINUTE } from '../duration.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import type { ThreadsError } from '../threads/errors.ts';
import { keyOf, type Watch, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { type CheckOutcome, checkContainer } from './checkContainer.ts';
import { type CheckDecision, counted, decideCheck } from './decideCheck.ts';
import type { PollerEvent } from './pollerEvent.ts';
import type { CheckSchedule } from './schedule.ts';

/** An answer that could not be stored stands for so long, as it would for a person who asks. */
const FRESH_FOR = MINUTE;

/** What checks are made with. */
export interface WatchCheckerOptions {
  readonly watchStore: WatchStore;
  readonly health: AccountHealth;
  readonly threads: ThreadsApi;
  readonly accounts: Accounts;
  readonly schedule: CheckSchedule;
  readonly clock: Clock;
  /** Held by whoever reads a watch to write it. */
  readonly lock: KeyedLock;
  /** Handles an event; it resolves once what follows from the event is stored. */
  readonly onEvent: (event: PollerEvent) => Promise<void>;
}

/** Makes one check a watch, and carries out what is decided on its answer. */
export class WatchChecker {
  readonly #options: WatchCheckerOptions;
  /** Answers that are not stored yet: while the store fails, a check costs no call more than a person's would. */
  readonly #unstored = new Map<string, { readonly outcome: CheckOutcome; readonly at: number }>();

  constructor(options: WatchCheckerOptions) {
    this.#options = options;
  }

  /** @returns what was decided; nothing where the watch was dropped meanwhile */
  async check(
    watch: Watch,
    signal: AbortSignal | undefined,
  ): Promise<CheckDecision | 'unanswered' | undefined> {
    const { account: name } = watch;
    const { health, lock } = this.#options;
    const key = keyOf(watch);
    const outcome = this.#unstoredAnswer(key) ?? (await this.#ask(watch, signal));
    if (outcome.kind === 'account-outage') {
      await lock.run(key, () => this.#noteUnanswered(key));
      await health.failed(name, outcome.error);
      this.#unstored.delete(key);
      return 'unanswered';
    }
    const owner =
      outcome.kind === 'not-found' ? await this.#findOwningAccount(watch, outcome.error) : undefined;
    const decision = owner
      ? await this.#moveTo(owner, watch)
      : await lock.run(key, () => this.#carryOut(key, outcome));
    this.#unstored.delete(key);
    await health.answered(name);
    return decision;
  }

  async #ask(watch: Watch, signal: AbortSignal | undefined): Promise<CheckOutcome> {
    const { accounts, threads, clock } = this.#options;
    const account = accounts.get(watch.account);
    const outcome: CheckOutcome =
      account === undefined
        ? noToken(watch.account)
        : await checkContainer(threads, account, watch.container, { attempts: 1, ...(signal && { signal }) });
    this.#unstored.set(keyOf(watch), { outcome, at: clock.now() });
    return outcome;
  }

  /** Whether a check it would cost no call. */
  knowsAnswer(key: string): boolean {
    return this.#unstoredAnswer(key) !== undefined;
  }

  #unstoredAnswer(key: string): CheckOutcome | undefined {
    const answer = this.#unstored.get(key);
    const isFresh = answer !== undefined && this.#options.clock.now() - answer.at < FRESH_FOR;
    return isFresh ? answer.outcome : undefined;
  }

  /** The account of the same workspace that sees what this one never has; asked before anything is said. */
  async #findOwningAccount(watch: Watch, error: ThreadsError): Promise<OwningAccount | undefined> {
    const { accounts, threads, health } = this.#options;
    if (!isOwnershipError(error) || !wasNeverFound(watch)) return undefined;
    const others = findOthers(accounts, watch).filter(({ name }) => health.of(name) === undefined);
    return findOwningAccount(threads, others, watch.container);
  }

  /** Keeps a watch under the account that sees its container, from the check on that showed it. */
  async #moveTo({ account, answer }: OwningAccount, watch: Watch): Promise<CheckDecision | undefined> {
    const { watchStore, lock, onEvent } = this.#options;
    const from = keyOf(watch);
    const to = watchKey(account.name, watch.container);
    // Always in the same order, so that no two moves wait for each other.
    const [first, second] = from < to ? [from, to] : [to, from];
    const move = async (): Promise<CheckDecision | undefined> => {
      const [before, there] = await watchStore.getMany([from, to]);
      if (before === undefined) return undefined;
      await onEvent({ kind: 'moved', watch: before, account: account.name });
      // There first: a crash in between finds it again, and loses nothing.
      await watchStore.save(joined(before, there, account.name), there);
      await watchStore.remove(before);
      return this.#carryOut(to, answer);
    };
    return lock.run(first, () => lock.run(second, move));
  }

  /** The record is read again: it may have been dropped, or joined by a channel, while Threads was asked. */
  async #carryOut(key: string, answer: ContainerAnswer): Promise<CheckDecision | undefined> {
    const { watchStore, schedule, clock, onEvent } = this.#options;
    const watch = await watchStore.get(key);
    if (watch === undefined) return undefined;
    const decision = decideCheck(watch, answer, schedule, clock.now());
    await onEvent({ kind: 'checked', before: watch, decision });
    if (decision.ended) await watchStore.remove(watch);
    else await watchStore.save(decision.watch, watch);
    return decision;
  }

  async #noteUnanswered(key: string): Promise<void> {
    const { watchStore } = this.#options;
    const watch = await watchStore.get(key);
    if (watch !== undefined) await watchStore.save(counted(watch), watch);
  }
}

/** A watch as another account keeps it, with the channels of both. Calls of one account say nothing of the other's. */
function joined(watch: Watch, there: Watch | undefined, account: string): Watch {
  const { notFound: _, ...rest } = watch;
  const base: Watch = there ?? { ...rest, account, checks: 0, state: { kind: 'unknown' }, subscribers: [] };
  const taken = new Set(base.subscribers.map(({ channel }) => channelKey(channel)));
  return {
    ...base,
    subscribers: [
      ...base.subscribers,
      ...watch.subscribers.filter(({ channel }) => !taken.has(channelKey(channel))),
    ],
  };
}
