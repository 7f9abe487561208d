import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Clock } from '../clock.ts';
import { isCorrupt, type StoreError } from '../store/store.ts';
import { keyOf, type Watch } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { CheckDecision } from './checkDecision.ts';
import { DelayedChecks } from './delayedChecks.ts';
import { FailingWatches } from './failingWatches.ts';
import type { RateLimiter } from './rateLimiter.ts';

export interface PendingChecksOptions {
  readonly watchStore: WatchStore;
  readonly health: AccountHealth;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Handles a watch that can't be read. */
  readonly onCorrupt: (key: string, error: StoreError) => void;
  /** Called when the store does not have a watch that memory knows: it has lost records. */
  readonly onVanished: () => void;
}

/** Of so many open containers of an account one is chosen to be asked. */
const MOST_WITNESSES = 100;

/**
 * The checks that could not be made when they fell due, and which of them are made now. Those that an outage delays are
 * held in memory; the records of their watches say that they are due, so a restart finds them again.
 */
export class PendingChecks {
  readonly #options: PendingChecksOptions;
  readonly #delayed = new DelayedChecks();
  readonly #failing = new FailingWatches();
  /** Checks that are made before they are due, because an outage of all containers is over, or to find out whether it is. */
  readonly #madeDue = new Set<string>();

  constructor(options: PendingChecksOptions) {
    this.#options = options;
  }

  /**
   * Takes the checks of an account that can be made now. While all its containers fail, those are the checks of
   * containers that have not failed with the others, and, when its probe is due, one that has.
   *
   * @param due the keys of the watches whose checks fall due now
   * @returns also whether a probe is due, and no watched container is there to make it with
   */
  async take(
    name: string,
    due: readonly string[],
  ): Promise<{ readonly watches: Watch[]; readonly lacksProbe: boolean }> {
    const { health, limiter } = this.#options;
    const isProbeDue = health.objectProbes.isDue(name);
    const probe = isProbeDue ? this.#takeProbe(name) : undefined;
    const delayed = health.ofObjects(name) === undefined ? this.#delayed.take(name) : [];
    const keys = [...(probe === undefined ? [] : [probe]), ...delayed, ...limiter.dequeueReady(name), ...due];
    const watches = await this.#readOrRequeue(keys);
    const isChecked = (watch: Watch): boolean =>
      keyOf(watch) === probe || health.mayCheck(name, watch.container);
    const rest = watches.filter((watch) => !isChecked(watch));
    this.delay(name, rest.map(keyOf));
    return {
      watches: this.#inOrder(watches.filter(isChecked)),
      lacksProbe: isProbeDue && !watches.some((watch) => keyOf(watch) === probe),
    };
  }

  /** The container that finds out for all whether the outage of all containers is over. They take turns. */
  #takeProbe(name: string): string | undefined {
    const delayed = this.#delayed.takeFirst(name);
    if (delayed !== undefined) return delayed;
    const [failing] = this.#failing.of(name);
    if (failing !== undefined) this.#madeDue.add(failing);
    return failing;
  }

  /**
   * The open containers of an account that have not failed, those first that have cost the fewest checks.
   */
  async findWitnesses(name: string): Promise<Watch[]> {
    const { watchStore, health, onCorrupt } = this.#options;
    const watches = await watchStore.getReadable(watchStore.keysOf(name, MOST_WITNESSES), onCorrupt);
    return watches
      .filter((watch) => watch.failing === undefined && health.isWitness(name, watch.container))
      .sort((a, b) => a.checks - b.checks);
  }

  /** By deadline; containers with errors of their own come last, so that the others speak for the account first. */
  #inOrder(watches: readonly Watch[]): Watch[] {
    const ordered = this.#options.limiter.inOrder(watches);
    return [...ordered.filter((watch) => !watch.failing), ...ordered.filter((watch) => watch.failing)];
  }

  /** Checks whose watches can't be read now are due again in the next round. @throws errors of the store */
  async #readOrRequeue(keys: readonly string[]): Promise<Watch[]> {
    try {
      return await this.#read(keys);
    } catch (error) {
      for (const key of keys) this.#options.watchStore.requeue(key, this.#options.clock.now());
      throw error;
    }
  }

  /**
   * Reads the watches of these keys, without those that were removed, or checked and rescheduled, in the meantime. The
   * latter are queued again: a write that seemed to fail may have rescheduled them, and then they are in no queue.
   */
  async #read(keys: readonly string[]): Promise<Watch[]> {
    const { watchStore, clock, onCorrupt, onVanished } = this.#options;
    const now = clock.now();
    const distinct = new Set(keys);
    const watches = await watchStore.getReadable([...distinct], onCorrupt);
    const found = new Set(watches.map(keyOf));
    if ([...distinct].some((key) => !found.has(key) && watchStore.isIndexed(key))) onVanished();
    return watches.filter((watch) => {
      const isDue = watch.nextCheckAt <= now || this.#madeDue.delete(keyOf(watch));
      if (!isDue) watchStore.requeue(keyOf(watch), watch.nextCheckAt);
      return isDue;
    });
  }

  /** Delays checks until their account recovers. */
  delay(name: string, keys: readonly string[]): void {
    this.#delayed.add(name, keys, this.#options.clock.now());
  }

  /** Delays all checks of an account that can't be called. */
  delayAll(name: string, due: readonly string[]): void {
    this.delay(name, [...this.#options.limiter.dequeueAll(name), ...due]);
  }

  /** Notes how a watch stands after a check. */
  note(decision: CheckDecision): void {
    this.#failing.note(decision);
  }

  /** Checks that failed before an outage of all containers was known are made again at once when it is over. */
  makeFailingDue(name: string): void {
    for (const key of this.#failing.of(name)) {
      this.#madeDue.add(key);
      this.#options.watchStore.requeue(key, this.#options.clock.now());
    }
  }

  /** The accounts with delayed checks but no outage any more, for example after a check that a person asked for. */
  recoveredAccounts(): string[] {
    return this.#delayed.accounts.filter((name) => this.#options.health.outageOf(name) === undefined);
  }

  /** Removes and returns the delayed checks whose deadline may have come. */
  takeDeadlines(now: number): string[] {
    return this.#delayed.takeDeadlines(now);
  }

  /** Plans when a delayed check is looked at again. */
  addDeadline(key: string, at: number): void {
    this.#delayed.addDeadline(key, at);
  }

  /** What falls due while the store fails is decided once it works; for a watch that can't be read, nothing is. */
  retryDeadline(key: string, error: unknown): void {
    if (!isCorrupt(error)) this.addDeadline(key, this.#options.clock.now());
  }

  /** When the first deadline may come, ms since the epoch; infinity where there is none. */
  get firstDeadlineAt(): number {
    return this.#delayed.firstDeadlineAt;
  }
}
