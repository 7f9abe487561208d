import { type EndReason, OwnedJobs, type Run } from '../../../src/cluster/engine/ownedJobs.ts';
import { aborted } from '../../../src/replica/aborted.ts';
import type { Lease } from '../../../src/store/lease.ts';
import { flushTurns } from '../../support/flushTurns.ts';
import { type ProcessTime, SteppedTime } from '../../support/steppedClusterTime.ts';
import { FlakyEngine, ScriptedQueue } from '../scriptedQueue.ts';

export const LOCK_MS = 5_000;
const STALLED_MS = 2_000;

/** A death is noticed after the lock has run out, and at the next look for stalled jobs. */
export const FAILOVER = LOCK_MS + STALLED_MS + 500;

interface Running {
  readonly replica: string;
  readonly index: number;
  readonly lease: Lease;
}

/** Replicas on one queue, and what they run. */
export class ScriptedCluster {
  readonly time = new SteppedTime();
  readonly queue: ScriptedQueue;
  readonly replicas: ScriptedReplica[] = [];
  /** All whose `run` has begun and not ended. */
  readonly running = new Set<Running>();
  /** What happened, such as `a runs 0`. */
  readonly story: string[] = [];
  readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.queue = new ScriptedQueue(this.time, { count, lockMs: LOCK_MS, stalledMs: STALLED_MS });
  }

  join(name: string, run?: Run): ScriptedReplica {
    const replica = new ScriptedReplica(this, name, run);
    this.replicas.push(replica);
    this.countLive();
    return replica;
  }

  /** All learn of it at once: how they do is a matter of `Members`. */
  countLive(): void {
    for (const { listeners } of this.replicas) for (const listener of listeners) listener();
  }

  get live(): readonly ScriptedReplica[] {
    return this.replicas.filter(({ isLive, isAside }) => isLive && !isAside);
  }

  async pass(ms: number): Promise<void> {
    const settle = async (): Promise<void> => {
      await flushTurns(1);
      this.checkOwners();
    };
    await settle();
    await this.time.pass(ms, settle);
  }

  /**
   * Nobody believes to own a job whose lock is another one's, and nobody runs one job twice. Of a lock that
   * Redis lost, an owner learns at its next renewal only.
   */
  checkOwners(): void {
    const seen = new Set<string>();
    for (const { replica, index, lease } of this.running) {
      const job = `${replica} ${index}`;
      if (seen.has(job)) throw new Error(`${job} runs twice`);
      seen.add(job);
      if (!this.queue.wasBroken && lease.isHeld && this.queue.holderOf(index) !== lease.token) {
        throw new Error(`${job} counts on a lock that it does not have`);
      }
    }
  }

  /** Who runs each job. */
  get runners(): readonly string[] {
    return [...this.running].map(({ replica }) => replica).sort();
  }

  /** What each live replica owns. */
  get owned(): Record<string, readonly number[]> {
    return Object.fromEntries(this.live.map(({ name, jobs }) => [name, jobs.owned]));
  }
}

/** One replica: real owned jobs on an engine and a time of the test. */
class ScriptedReplica {
  readonly name: string;
  readonly time: ProcessTime;
  readonly engine: FlakyEngine;
  readonly jobs: OwnedJobs;
  readonly listeners: (() => void)[] = [];
  readonly lines: string[] = [];
  readonly errors: unknown[] = [];
  isLive = true;
  isAside = false;
  /** How long it takes to end a run, ms. */
  drainMs = 100;
  /** Whether its stores answer, and whether it knows that Redis does not. */
  hasStores = true;
  isRedisAway = false;

  constructor(cluster: ScriptedCluster, name: string, run?: Run) {
    this.name = name;
    this.time = cluster.time.createProcess();
    this.engine = new FlakyEngine(cluster.queue, this.time);
    const log = (message: string): void => void this.lines.push(message);
    const replica = this;
    this.jobs = new OwnedJobs({
      engine: this.engine,
      replicas: {
        get sharing() {
          return Math.max(1, cluster.live.length);
        },
        get rank() {
          const rank = cluster.live.indexOf(replica);
          return rank === -1 ? cluster.live.length : rank;
        },
        get isAside() {
          return replica.isAside && cluster.live.length > 0;
        },
        stepAside: (ms) => void this.#stepAside(cluster, ms),
        onChange: (listener) => void this.listeners.push(listener),
      },
      job: 'partition',
      count: cluster.count,
      lockMs: LOCK_MS,
      time: this.time,
      log: { info: log, warn: log },
      redis: {
        isAway: () => this.isRedisAway,
        probe: async () => {
          if (!this.hasStores) throw new Error('Redis is not connected');
        },
      },
      onLate: (ms) => void this.lines.push(`${ms} ms late`),
      onError: (error) => void this.errors.push(error),
      run: run ?? ((...args) => this.#run(cluster, ...args)),
    });
    this.jobs.start();
  }

  leave(cluster: ScriptedCluster): Promise<void> {
    this.isLive = false;
    cluster.countLive();
    return this.jobs.stop();
  }

  die(cluster: ScriptedCluster): void {
    this.engine.cut('is silent');
    this.isLive = false;
    cluster.countLive();
  }

  async #stepAside(cluster: ScriptedCluster, ms: number): Promise<void> {
    this.isAside = true;
    cluster.countLive();
    await cluster.time.wait(ms);
    this.isAside = false;
    cluster.countLive();
  }

  async #run(cluster: ScriptedCluster, index: number, lease: Lease, signal: AbortSignal): Promise<void> {
    const running = { replica: this.name, index, lease };
    cluster.running.add(running);
    cluster.story.push(`${this.name} runs ${index}`);
    await aborted(signal);
    await this.time.wait(this.drainMs);
    cluster.running.delete(running);
    cluster.story.push(`${this.name} ended ${index}: ${signal.reason satisfies EndReason}`);
  }
}
