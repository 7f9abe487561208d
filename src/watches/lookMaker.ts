import type { Accounts } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import { MINUTE } from '../duration.ts';
import type { KeyedLock } from '../keyedLock.ts';
import { placeKey } from '../place.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { ThreadsError } from '../threads/errors.ts';
import { counted, decideLook, type LookAnswer, type LookDecision } from './decideLook.ts';
import type { LookSchedule } from './schedule.ts';
import { findOthers, findSeer, mayBeAnothers, type Seer, wasNeverSeen } from './seer.ts';
import type { Sight } from './sight.ts';
import { type LookOutcome, noToken, takeLook } from './takeLook.ts';
import { keyOf, type Watch, watchKey } from './watch.ts';
import type { WatchBook } from './watchBook.ts';

/** An answer that could not be stored stands for so long, as it would for a person who asks. */
const FRESH_FOR = MINUTE;

/** What looks are made with. */
export interface LookMakerOptions {
  readonly book: WatchBook;
  readonly sight: Sight;
  readonly threads: ThreadsApi;
  readonly accounts: Accounts;
  readonly schedule: LookSchedule;
  readonly clock: Clock;
  /** Held by whoever reads a watch to write it. */
  readonly lock: KeyedLock;
  /** Stores what the channels are to be told; done before the watch is stored, so that a crash misses nothing. */
  readonly tell: (before: Watch, decision: LookDecision) => Promise<void>;
  /** Shows the channels that a container is watched for another account, which sees it. */
  readonly tellMoved: (watch: Watch, account: string) => Promise<void>;
}

/** Makes one look at a watch, and carries out what is decided on its answer. */
export class LookMaker {
  readonly #options: LookMakerOptions;
  /** Answers that are not stored yet: while the store fails, a look costs no call more than a person's would. */
  readonly #unstored = new Map<string, { readonly outcome: LookOutcome; readonly at: number }>();

  constructor(options: LookMakerOptions) {
    this.#options = options;
  }

  /** @returns what was decided; nothing where the watch was dropped meanwhile */
  async look(
    watch: Watch,
    signal: AbortSignal | undefined,
  ): Promise<LookDecision | 'unanswered' | undefined> {
    const { account: name } = watch;
    const { sight, lock } = this.#options;
    const key = keyOf(watch);
    const outcome = this.#unstoredAnswer(key) ?? (await this.#ask(watch, signal));
    if (outcome.kind === 'blind') {
      await lock.run(key, () => this.#noteUnanswered(key));
      await sight.lost(name, outcome.error);
      this.#unstored.delete(key);
      return 'unanswered';
    }
    const seer = outcome.kind === 'unseen' ? await this.#findSeer(watch, outcome.error) : undefined;
    const decision = seer
      ? await this.#moveTo(seer, watch)
      : await lock.run(key, () => this.#carryOut(key, outcome));
    this.#unstored.delete(key);
    await sight.answered(name);
    return decision;
  }

  async #ask(watch: Watch, signal: AbortSignal | undefined): Promise<LookOutcome> {
    const { accounts, threads, clock } = this.#options;
    const account = accounts.get(watch.account);
    const outcome: LookOutcome =
      account === undefined
        ? noToken(watch.account)
        : await takeLook(threads, account, watch.container, { attempts: 1, ...(signal && { signal }) });
    this.#unstored.set(keyOf(watch), { outcome, at: clock.now() });
    return outcome;
  }

  /** Whether a look at it would cost no call. */
  knowsAnswer(key: string): boolean {
    return this.#unstoredAnswer(key) !== undefined;
  }

  #unstoredAnswer(key: string): LookOutcome | undefined {
    const answer = this.#unstored.get(key);
    const isFresh = answer !== undefined && this.#options.clock.now() - answer.at < FRESH_FOR;
    return isFresh ? answer.outcome : undefined;
  }

  /** The account of the same workspace that sees what this one never has; asked before anything is said. */
  async #findSeer(watch: Watch, error: ThreadsError): Promise<Seer | undefined> {
    const { accounts, threads, sight } = this.#options;
    if (!mayBeAnothers(error) || !wasNeverSeen(watch)) return undefined;
    const others = findOthers(accounts, watch).filter(({ name }) => sight.of(name) === undefined);
    return findSeer(threads, others, watch.container);
  }

  /** Keeps a watch under the account that sees its container, from the look on that showed it. */
  async #moveTo({ account, answer }: Seer, watch: Watch): Promise<LookDecision | undefined> {
    const { book, lock, tellMoved } = this.#options;
    const from = keyOf(watch);
    const to = watchKey(account.name, watch.container);
    // Always in the same order, so that no two moves wait for each other.
    const [first, second] = from < to ? [from, to] : [to, from];
    const move = async (): Promise<LookDecision | undefined> => {
      const [before, there] = await book.getMany([from, to]);
      if (before === undefined) return undefined;
      await tellMoved(before, account.name);
      // There first: a crash in between finds it again, and loses nothing.
      await book.save(joined(before, there, account.name), there);
      await book.remove(before);
      return this.#carryOut(to, answer);
    };
    return lock.run(first, () => lock.run(second, move));
  }

  /** The record is read again: it may have been dropped, or joined by a channel, while Threads was asked. */
  async #carryOut(key: string, answer: LookAnswer): Promise<LookDecision | undefined> {
    const { book, schedule, clock, tell } = this.#options;
    const watch = await book.get(key);
    if (watch === undefined) return undefined;
    const decision = decideLook(watch, answer, schedule, clock.now());
    await tell(watch, decision);
    if (decision.ended) await book.remove(watch);
    else await book.save(decision.watch, watch);
    return decision;
  }

  async #noteUnanswered(key: string): Promise<void> {
    const { book } = this.#options;
    const watch = await book.get(key);
    if (watch !== undefined) await book.save(counted(watch), watch);
  }
}

/** A watch as another account keeps it, with the channels of both. Calls of one account say nothing of the other's. */
function joined(watch: Watch, there: Watch | undefined, account: string): Watch {
  const { unseen: _, ...rest } = watch;
  const base: Watch = there ?? { ...rest, account, looks: 0, state: { kind: 'unknown' }, watchers: [] };
  const taken = new Set(base.watchers.map(({ place }) => placeKey(place)));
  return {
    ...base,
    watchers: [...base.watchers, ...watch.watchers.filter(({ place }) => !taken.has(placeKey(place)))],
  };
}
