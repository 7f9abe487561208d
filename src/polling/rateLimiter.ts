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

/** A check that waits for a token: all that memory holds of it. Times are ms since the epoch. */
interface QueuedCheck {
  readonly key: string;
  readonly deadline: number;
  readonly dueAt: number;
}

/**
 * Limits how often each account's containers are checked, by the call budget that the account has left. A check that
 * gets no token is queued in memory. The record of its watch still says when it was due, so a restart finds it again.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #queues = new Map<string, TinyQueue<QueuedCheck>>();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** The watches in the order in which they get a token: by the deadline of their check. */
  inOrder(watches: readonly Watch[]): Watch[] {
    const checks = watches.map((watch) => ({ watch, check: this.#toQueuedCheck(watch) }));
    return checks.sort((a, b) => compare(a.check, b.check)).map(({ watch }) => watch);
  }

  /** Takes a token for a check; where there is none, queues the check and returns `false`. */
  takeOrQueue(watch: Watch): boolean {
    const { account } = watch;
    if (this.#rateOf(account) === Number.POSITIVE_INFINITY) {
      this.#buckets.delete(account);
      return true;
    }
    const { tokens, at } = this.#refilled(account);
    if (tokens >= 1) {
      this.#buckets.set(account, { tokens: tokens - 1, at });
      return true;
    }
    const queue = this.#queues.get(account) ?? new TinyQueue<QueuedCheck>([], compare);
    this.#queues.set(account, queue);
    queue.push(this.#toQueuedCheck(watch));
    return false;
  }

  /** Removes from an account's queue as many checks as there are tokens, and returns their keys. Takes no token. */
  dequeueReady(account: string): string[] {
    return this.#dequeue(account, Math.floor(this.#refilled(account).tokens));
  }

  /** Removes all checks from an account's queue, and returns their keys. */
  dequeueAll(account: string): string[] {
    return this.#dequeue(account, Number.POSITIVE_INFINITY);
  }

  /** The accounts that have a queued check and a token for it. */
  readyAccounts(now: number): string[] {
    return [...this.#queues.keys()].filter((account) => this.#nextTokenOf(account) <= now);
  }

  /** When a queued check first gets a token, ms since the epoch; infinity where nothing is queued. */
  get firstReadyAt(): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...[...this.#queues.keys()].map((account) => this.#nextTokenOf(account)),
    );
  }

  #dequeue(account: string, most: number): string[] {
    const queue = this.#queues.get(account);
    const keys: string[] = [];
    for (let check = queue?.peek(); check !== undefined && keys.length < most; check = queue?.peek()) {
      queue?.pop();
      keys.push(check.key);
    }
    if (queue?.length === 0) this.#queues.delete(account);
    return keys;
  }

  #nextTokenOf(account: string): number {
    return nextTokenAt(this.#refilled(account), this.#rateOf(account));
  }

  /** The refilled bucket. It is stored only when a token is taken, so reading it changes nothing. */
  #refilled(account: string): TokenBucket {
    const { clock } = this.#options;
    return refill(this.#buckets.get(account), this.#rateOf(account), clock.now());
  }

  #rateOf(account: string): number {
    return rateOf(this.#options.threads.usageOf(account)?.share ?? 0);
  }

  #toQueuedCheck(watch: Watch): QueuedCheck {
    const key = watchKey(watch.account, watch.container);
    return { key, deadline: deadlineOf(this.#options.schedule, watch), dueAt: watch.nextCheckAt };
  }
}

function compare(a: QueuedCheck, b: QueuedCheck): number {
  return a.deadline - b.deadline || a.dueAt - b.dueAt || (a.key < b.key ? -1 : Number(a.key > b.key));
}
