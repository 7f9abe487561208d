import { onTestFinished } from 'vitest';
import { ClusterRedis } from '../../src/cluster/clusterRedis.ts';
import { realTime } from '../../src/cluster/clusterTime.ts';
import { BullEngine } from '../../src/cluster/engine/bullEngine.ts';
import { Members } from '../../src/cluster/engine/members.ts';
import { OwnedJobs } from '../../src/cluster/engine/ownedJobs.ts';
import { Forwarder } from '../../src/cluster/forward/forwarder.ts';
import { ForwardReceiver } from '../../src/cluster/forward/forwardReceiver.ts';
import type { QueuedRequest } from '../../src/cluster/forward/queuedRequest.ts';
import { aborted } from '../../src/replica/aborted.ts';
import type { Lease } from '../../src/store/lease.ts';
import { ChangeSignal } from '../support/changeSignal.ts';

/** Long enough that a busy machine never loses a lease by accident. */
export const LONG = 15_000;
/** Short enough that a test can wait for it to run out. */
export const SHORT = 1_500;

export interface ReplicaOptions {
  readonly count: number;
  readonly lockMs: number;
  /** Does what was forwarded. */
  readonly handle?: (request: QueuedRequest, replica: string) => Promise<unknown>;
  /** How long a hand-over waits for what is under way, ms; 10 s by default. */
  readonly drainMs?: number;
  /** Before a run begins. */
  readonly open?: (index: number, replica: string) => Promise<void>;
}

/** All replicas of a test: real parts of the cluster on a real Redis, each with connections of its own. */
export class RealCluster {
  readonly changes = new ChangeSignal();
  /** Such as `a runs 0` and `a ended 0: lost`. */
  readonly story: string[] = [];
  readonly running = new Map<string, Lease>();
  readonly #options: ReplicaOptions;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  async join(name: string, url: string): Promise<RealReplica> {
    const lines: string[] = [];
    const log = (message: string): void => {
      lines.push(message);
      this.changes.notify();
    };
    const redis = await ClusterRedis.open(url, { log: { info: log, warn: log } });
    const members = new Members(redis, 1_000);
    await members.start();
    const forwarder = await Forwarder.start(redis, members);
    const { count, lockMs } = this.#options;
    const engine = await BullEngine.open(redis, {
      queue: 'partitions',
      job: 'partition',
      count,
      lockMs,
      stalledMs: 500,
    });
    const jobs = new OwnedJobs({
      redis: { isAway: () => false, probe: async () => undefined },
      engine,
      replicas: members,
      job: 'partition',
      count,
      lockMs,
      healMs: 300,
      time: realTime,
      log: { info: log, warn: log },
      onLate: () => undefined,
      onError: (error) => redis.report(error),
      run: (index, lease, signal) => this.#run({ name, redis, members }, index, lease, signal),
    });
    jobs.start();
    const replica = new RealReplica({ name, lines, redis, members, forwarder, engine, jobs });
    onTestFinished(() => replica.stop());
    return replica;
  }

  /** Who runs which job just now, such as `a 0`. */
  get owners(): readonly string[] {
    return [...this.running.keys()].sort();
  }

  /** Resolves when exactly these run. */
  async untilOwned(...owners: readonly string[]): Promise<void> {
    await this.changes.until(() => (this.owners.join() === owners.join() ? true : undefined));
  }

  async #run(
    { name, redis, members }: Pick<ReplicaParts, 'name' | 'redis' | 'members'>,
    index: number,
    lease: Lease,
    signal: AbortSignal,
  ): Promise<void> {
    const { open, lockMs, drainMs = 10_000, handle = async () => name } = this.#options;
    await open?.(index, name);
    const receiver = new ForwardReceiver({
      redis,
      clock: members,
      partition: index,
      lease,
      lockMs,
      handle: (request) => handle(request, name),
    });
    this.#tell(`${name} runs ${index}`, () => this.running.set(`${name} ${index}`, lease));
    await aborted(signal);
    await receiver.close(drainMs);
    this.#tell(`${name} ended ${index}: ${signal.reason}`, () => this.running.delete(`${name} ${index}`));
  }

  #tell(line: string, change: () => void): void {
    this.story.push(line);
    change();
    this.changes.notify();
  }
}

interface ReplicaParts {
  readonly name: string;
  readonly lines: readonly string[];
  readonly redis: ClusterRedis;
  readonly members: Members;
  readonly forwarder: Forwarder;
  readonly engine: BullEngine;
  readonly jobs: OwnedJobs;
}

class RealReplica {
  readonly #parts: ReplicaParts;
  #stopped: Promise<void> | undefined;

  constructor(parts: ReplicaParts) {
    this.#parts = parts;
  }

  get lines(): readonly string[] {
    return this.#parts.lines;
  }

  get engine(): BullEngine {
    return this.#parts.engine;
  }

  get forwarder(): Forwarder {
    return this.#parts.forwarder;
  }

  /** As SIGTERM does. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** All its connections are gone for good, as after `kill -9`, and it does not know. */
  async cut(): Promise<void> {
    await this.#parts.redis.close();
  }

  async #stop(): Promise<void> {
    const { members, jobs, forwarder, engine, redis } = this.#parts;
    await members.stop();
    await jobs.stop();
    await forwarder.close();
    await engine.close();
    await redis.close();
  }
}
