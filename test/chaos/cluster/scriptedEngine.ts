import type { Grant, JobEngine } from '../../../src/cluster/engine/jobEngine.ts';
import type { RedisPair } from '../../support/redisPair.ts';
import type { SteppedTime } from '../../support/steppedClusterTime.ts';
import type { Activities } from './activities.ts';
import type { ReplicaLink } from './replicaLink.ts';

export const LOCK_MS = 5_000;
/** How often it is looked for jobs whose lock expired, ms. */
const STALLED_MS = 2_000;
/** How long `take` waits, ms. */
const TAKE_MS = 1_000;
/** How long jobs rest that could not be begun, ms: the program waits for a random time up to one of these. */
const RESTS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** How long a call that is lost on its way waits for its answer, ms. The program gives it up no later. */
const NO_ANSWER = LOCK_MS / 2;

interface Lock {
  readonly token: string;
  until: number;
}

interface Taker {
  readonly link: ReplicaLink;
  readonly token: string;
  readonly until: number;
  readonly answer: (index: number | undefined) => void;
  readonly refuse: (error: Error) => void;
}

/** What all replicas share of the engine: the jobs, and their locks, which are keys in Redis. Its time is the player's. */
export class ScriptedEngine {
  readonly #redis: RedisPair;
  readonly #time: SteppedTime;
  readonly #activities: Activities;
  readonly #count: number;
  readonly #known = new Set<number>();
  readonly #waiting: number[] = [];
  readonly #resting = new Map<number, number>();
  readonly #locks = new Map<number, Lock>();
  readonly #takers = new Set<Taker>();
  /** Until when somebody may not know yet that the engine forgot them. */
  readonly #forgottenUntil = new Map<number, number>();
  #lookedAt = 0;

  constructor(redis: RedisPair, time: SteppedTime, activities: Activities, count: number) {
    this.#redis = redis;
    this.#activities = activities;
    this.#time = time;
    this.#count = count;
  }

  lockKey(index: number): string {
    return `{threadwatch-cluster}:partitions:partition-${index}:lock`;
  }

  /** Whose the lock is. */
  holderOf(index: number): string | undefined {
    const lock = this.#locks.get(index);
    return lock && lock.until > this.#time.now ? lock.token : undefined;
  }

  /** Whether a job could not be begun, and is tried again later. */
  isResting(index: number): boolean {
    return this.#resting.has(index);
  }

  /** Whether a former owner may believe for a moment that the lock is its own: the engine itself broke its word. */
  isExcused(index: number): boolean {
    return (this.#forgottenUntil.get(index) ?? Number.NEGATIVE_INFINITY) >= this.#time.now;
  }

  /** What the engine itself does as time passes. */
  async tick(): Promise<void> {
    if (this.#redis.isFailing) return this.#dropTakers(true);
    for (const [index, { until }] of this.#locks) if (until <= this.#time.now) await this.#unlock(index);
    if (this.#time.now - this.#lookedAt >= STALLED_MS) {
      this.#lookedAt = this.#time.now;
      for (const index of this.#known) if (!this.#isPlaced(index)) this.#waiting.push(index);
    }
    for (const [index, until] of this.#resting)
      if (until <= this.#time.now) {
        this.#resting.delete(index);
        this.#waiting.push(index);
      }
    this.#dropTakers(false);
    await this.#offer();
  }

  /** Redis was emptied. */
  forget(): void {
    for (const index of this.#known) this.#excuse(index);
    for (const list of [this.#known, this.#locks, this.#resting]) list.clear();
    this.#waiting.length = 0;
  }

  /** The lock is lost, as with a failover that lost a write, and the job is granted to whoever asks. */
  async grantAgain(index: number): Promise<void> {
    if (!this.#locks.has(index) || this.#redis.isFailing) return;
    this.#excuse(index);
    await this.#unlock(index);
    this.#waiting.push(index);
    await this.#offer();
  }

  /** A new master has the locks that have not expired. */
  async restoreLocks(): Promise<void> {
    for (let index = 0; index < this.#count; index += 1) await this.#setKey(index, this.holderOf(index));
  }

  /** The engine as one replica sees it. */
  of(link: ReplicaLink): JobEngine {
    const call = <R>(work: () => R | Promise<R>): Promise<R> =>
      link.call(() => {
        if (this.#redis.isFailing) throw new Error("READONLY You can't write against a read only replica.");
        return work();
      });
    return {
      take: (token) => call(() => this.#take(link, token)),
      extend: async (grants) => {
        const answer = link.renewals.shift();
        return call(async () => {
          const lost = answer === 'lost' ? undefined : this.#extend(grants);
          if (answer !== undefined) await link.waitForAnswer(typeof answer === 'number' ? answer : NO_ANSWER);
          if (lost === undefined || answer === 'unanswered') throw new Error('Socket closed unexpectedly');
          return lost;
        });
      },
      release: (grant, delayMs) => call(() => this.#release(grant, delayMs)),
      ensureJobs: () => call(() => this.#ensureJobs()),
      lockKey: (index) => this.lockKey(index),
      onReconnect: (listener) => {
        link.onReconnect = listener;
      },
      close: async () => undefined,
    };
  }

  #excuse(index: number): void {
    this.#forgottenUntil.set(index, this.#time.now + LOCK_MS);
  }

  #isPlaced(index: number): boolean {
    return this.#locks.has(index) || this.#waiting.includes(index) || this.#resting.has(index);
  }

  /** No time passes until Redis has done it. */
  async #setKey(index: number, token: string | undefined): Promise<void> {
    const setting = this.#redis.setLock(this.lockKey(index), token);
    void this.#activities.track(setting);
    await setting;
  }

  async #unlock(index: number): Promise<void> {
    this.#locks.delete(index);
    await this.#setKey(index, undefined);
  }

  async #take(link: ReplicaLink, token: string): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    this.#takers.add({ link, token, until: this.#time.now + TAKE_MS, answer: resolve, refuse: reject });
    await this.#offer();
    return promise;
  }

  async #offer(): Promise<void> {
    for (const taker of this.#takers) {
      if (!taker.link.canAct || taker.link.isCut) continue;
      const index = this.#waiting.shift();
      if (index === undefined) return;
      this.#takers.delete(taker);
      this.#locks.set(index, { token: taker.token, until: this.#time.now + LOCK_MS });
      await this.#setKey(index, taker.token);
      taker.answer(index);
    }
  }

  #dropTakers(isFailing: boolean): void {
    for (const taker of this.#takers) {
      if (taker.link.isDead) this.#takers.delete(taker);
      else if (isFailing || taker.link.isCut) {
        this.#takers.delete(taker);
        taker.refuse(new Error('Socket closed unexpectedly'));
      } else if (taker.until <= this.#time.now) {
        this.#takers.delete(taker);
        taker.answer(undefined);
      }
    }
  }

  #extend(grants: readonly Grant[]): ReadonlySet<number> {
    const lost = new Set<number>();
    for (const { index, token } of grants) {
      const lock = this.#locks.get(index);
      if (lock === undefined || this.holderOf(index) !== token) lost.add(index);
      else lock.until = this.#time.now + LOCK_MS;
    }
    return lost;
  }

  async #release({ index, token }: Grant, delayMs: number): Promise<void> {
    if (this.holderOf(index) !== token) return;
    await this.#unlock(index);
    if (delayMs > 0)
      this.#resting.set(index, this.#time.now + (RESTS.find((rest) => rest >= delayMs) ?? delayMs));
    else this.#waiting.push(index);
    await this.#offer();
  }

  async #ensureJobs(): Promise<void> {
    for (let index = 0; index < this.#count; index += 1)
      if (!this.#known.has(index)) {
        this.#known.add(index);
        this.#waiting.push(index);
      }
    await this.#offer();
  }
}
