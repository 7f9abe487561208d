import TinyQueue from 'tinyqueue';
import type { Clock } from '../clock.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { type Watch, watchKey } from '../watches/watch.ts';
import { deadlineOf, nextTokenAt, rateOf, refill, type TokenBucket } from './callRate.ts';
import type { CheckSchedule } from './schedule.ts';

export interface RateLimiterOptions {
  readonly threads: Pick<ThreadsApi, 'usageOf'>;
  readonly schedule: CheckSchedule;
  readonly clock: Clock;
}

/** A check that waits for its turn: all that memory holds of it. */
interface Turn {
  readonly key: string;
  readonly deadlineOf: number;
  readonly dueAt: number;
}

/**
 * Holds an account to the pace that its call budget allows. What may not be checked now waits here for its turn;
 * its record still says when it was due, so that a restart finds it too.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #waiting = new Map<string, TinyQueue<Turn>>();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Those of an account in whose order their turn comes. */
  inOrder(watches: readonly Watch[]): Watch[] {
    const turns = watches.map((watch) => ({ watch, turn: this.#turnOf(watch) }));
    return turns.sort((a, b) => compare(a.turn, b.turn)).map(({ watch }) => watch);
  }

  /** Takes one check from the account's allowance; where nothing is left, the watch waits for its turn. */
  take(watch: Watch): boolean {
    const { account } = watch;
    if (this.#rateOf(account) === Number.POSITIVE_INFINITY) {
      this.#buckets.delete(account);
      return true;
    }
    const { checks, at } = this.#refilled(account);
    if (checks >= 1) {
      this.#buckets.set(account, { checks: checks - 1, at });
      return true;
    }
    const queue = this.#waiting.get(account) ?? new TinyQueue<Turn>([], compare);
    this.#waiting.set(account, queue);
    queue.push(this.#turnOf(watch));
    return false;
  }

  /** Takes out the keys of an account whose turn has come. */
  takeTurns(account: string): string[] {
    return this.#takeOut(account, Math.floor(this.#refilled(account).checks));
  }

  /** Takes out all that waits, for whoever holds it until the account is seen again. */
  takeAll(account: string): string[] {
    return this.#takeOut(account, Number.POSITIVE_INFINITY);
  }

  /** The accounts of which a check's turn has come. */
  turnsDue(now: number): string[] {
    return [...this.#waiting.keys()].filter((account) => this.#nextTurnOf(account) <= now);
  }

  /** When the next turn comes; never, where nothing waits. */
  get firstTurn(): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...[...this.#waiting.keys()].map((account) => this.#nextTurnOf(account)),
    );
  }

  #takeOut(account: string, most: number): string[] {
    const queue = this.#waiting.get(account);
    const keys: string[] = [];
    for (let turn = queue?.peek(); turn !== undefined && keys.length < most; turn = queue?.peek()) {
      queue?.pop();
      keys.push(turn.key);
    }
    if (queue?.length === 0) this.#waiting.delete(account);
    return keys;
  }

  #nextTurnOf(account: string): number {
    return nextTokenAt(this.#refilled(account), this.#rateOf(account));
  }

  /** What has been earned is not noted until it is spent, so asking changes nothing. */
  #refilled(account: string): TokenBucket {
    const { clock } = this.#options;
    return refill(this.#buckets.get(account), this.#rateOf(account), clock.now());
  }

  #rateOf(account: string): number {
    return rateOf(this.#options.threads.usageOf(account)?.share ?? 0);
  }

  #turnOf(watch: Watch): Turn {
    const key = watchKey(watch.account, watch.container);
    return { key, deadlineOf: deadlineOf(this.#options.schedule, watch), dueAt: watch.nextCheckAt };
  }
}

function compare(a: Turn, b: Turn): number {
  return a.deadlineOf - b.deadlineOf || a.dueAt - b.dueAt || (a.key < b.key ? -1 : Number(a.key > b.key));
}
