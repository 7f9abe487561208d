import TinyQueue from 'tinyqueue';
import type { Clock } from '../clock.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { type Allowance, earnLooks, neededBy, nextTurnAt, paceOf } from './callPace.ts';
import type { LookSchedule } from './schedule.ts';
import { type Watch, watchKey } from './watch.ts';

export interface PacedLooksOptions {
  readonly threads: Pick<ThreadsApi, 'usageOf'>;
  readonly schedule: LookSchedule;
  readonly clock: Clock;
}

/** A look that waits for its turn: all that memory holds of it. */
interface Turn {
  readonly key: string;
  readonly neededBy: number;
  readonly dueAt: number;
}

/**
 * Holds an account to the pace that its call budget allows. What may not be looked at now waits here for its turn;
 * its record still says when it was due, so that a restart finds it too.
 */
export class PacedLooks {
  readonly #options: PacedLooksOptions;
  readonly #allowances = new Map<string, Allowance>();
  readonly #waiting = new Map<string, TinyQueue<Turn>>();

  constructor(options: PacedLooksOptions) {
    this.#options = options;
  }

  /** Those of an account in whose order their turn comes. */
  inOrder(watches: readonly Watch[]): Watch[] {
    const turns = watches.map((watch) => ({ watch, turn: this.#turnOf(watch) }));
    return turns.sort((a, b) => compare(a.turn, b.turn)).map(({ watch }) => watch);
  }

  /** Takes one look from the account's allowance; where nothing is left, the watch waits for its turn. */
  take(watch: Watch): boolean {
    const { account } = watch;
    if (this.#paceOf(account) === Number.POSITIVE_INFINITY) {
      this.#allowances.delete(account);
      return true;
    }
    const { looks, at } = this.#earn(account);
    if (looks >= 1) {
      this.#allowances.set(account, { looks: looks - 1, at });
      return true;
    }
    const queue = this.#waiting.get(account) ?? new TinyQueue<Turn>([], compare);
    this.#waiting.set(account, queue);
    queue.push(this.#turnOf(watch));
    return false;
  }

  /** Takes out the keys of an account whose turn has come. */
  takeTurns(account: string): string[] {
    return this.#takeOut(account, Math.floor(this.#earn(account).looks));
  }

  /** Takes out all that waits, for whoever holds it until the account is seen again. */
  takeAll(account: string): string[] {
    return this.#takeOut(account, Number.POSITIVE_INFINITY);
  }

  /** The accounts of which a look's turn has come. */
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
    return nextTurnAt(this.#earn(account), this.#paceOf(account));
  }

  /** What has been earned is not noted until it is spent, so asking changes nothing. */
  #earn(account: string): Allowance {
    const { clock } = this.#options;
    return earnLooks(this.#allowances.get(account), this.#paceOf(account), clock.now());
  }

  #paceOf(account: string): number {
    return paceOf(this.#options.threads.usageOf(account)?.share ?? 0);
  }

  #turnOf(watch: Watch): Turn {
    const key = watchKey(watch.account, watch.container);
    return { key, neededBy: neededBy(this.#options.schedule, watch), dueAt: watch.nextLookAt };
  }
}

function compare(a: Turn, b: Turn): number {
  return a.neededBy - b.neededBy || a.dueAt - b.dueAt || (a.key < b.key ? -1 : Number(a.key > b.key));
}
