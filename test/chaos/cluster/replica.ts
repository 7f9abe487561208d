import { OwnedJobs } from '../../../src/cluster/engine/ownedJobs.ts';
import type { OwnedLease } from '../../../src/cluster/jobLease.ts';
import type { ChatPort } from '../../../src/notifications/chatPort.ts';
import { Partitions } from '../../../src/replica/partitions.ts';
import type { Lease } from '../../../src/store/lease.ts';
import { openStores, type Stores } from '../../../src/store/openStores.ts';
import { type Store, StoreError } from '../../../src/store/store.ts';
import { CrashableProcess } from '../../support/crashableProcess.ts';
import type { RedisPair } from '../../support/redisPair.ts';
import type { SteppedTime } from '../../support/steppedClusterTime.ts';
import type { Activities } from './activities.ts';
import type { ForwardQueue } from './forwardQueue.ts';
import type { LiveReplicas } from './liveReplicas.ts';
import { type CoreWorld, PartitionCore } from './partitionCore.ts';
import { PartitionReceiver } from './partitionReceiver.ts';
import { PARTITIONS } from './partitions.ts';
import { ReplicaLink } from './replicaLink.ts';
import { LOCK_MS, type ScriptedEngine } from './scriptedEngine.ts';

/** How long Redis may take to answer, in real ms: a busy machine must not look like a Redis that is gone. */
const LONGEST_ANSWER = 60_000;

export interface ReplicaParts {
  readonly name: string;
  readonly redis: RedisPair;
  readonly time: SteppedTime;
  readonly engine: ScriptedEngine;
  readonly members: LiveReplicas;
  readonly queue: ForwardQueue;
  readonly activities: Activities;
  readonly world: CoreWorld;
  readonly chat: ChatPort;
  /** Throws where the store fails just now. */
  readonly troubleStore: (isWrite: boolean) => void;
  /** Called where a message is sent. */
  readonly onSend: (replica: Replica, core: { readonly partition: number; readonly lease: Lease }) => void;
  /** Called where the work of a lease has ended before the lease is given back. */
  readonly onHandedOver: (token: string) => void;
  readonly onFault: (words: string) => void;
}

type Way = Awaited<ReturnType<RedisPair['openWay']>>;

/** One process of the cluster: it owns what the engine grants it, and runs a core for each partition of that. */
export class Replica {
  readonly link: ReplicaLink;
  readonly process: CrashableProcess;
  readonly cores = new Set<PartitionCore>();
  readonly #parts: ReplicaParts;
  readonly #stores: Stores;
  readonly #way: Way;
  readonly #jobs: OwnedJobs;
  readonly #partitions: Partitions;
  readonly #receivers = new Set<PartitionReceiver>();
  /** All that it ever opened. */
  readonly #opened = new Set<Store>();
  /** How many cores of each partition are open, or being opened. */
  readonly #open = new Map<number, number>();
  /** Whether it ends, and hands over what it owns. */
  isEnding = false;
  /** It has reached the await at which it is to be paused, and is not paused yet. */
  hasReachedPausePoint = false;
  /** It was paused, others may own its partitions by now, and the test checks that it changes nothing. */
  isResumedFormerOwner = false;

  private constructor(parts: ReplicaParts, way: Way, stores: Stores) {
    this.#parts = parts;
    this.#way = way;
    this.#stores = stores;
    const { time, engine, members, troubleStore } = parts;
    this.link = new ReplicaLink(time.createProcess());
    this.process = new CrashableProcess((isWrite) => {
      this.#reachRedis();
      troubleStore(isWrite);
    });
    this.#partitions = this.#createPartitions();
    this.#jobs = new OwnedJobs({
      redis: { isAway: () => false, probe: async () => undefined },
      engine: engine.of(this.link),
      replicas: members.join(this.link),
      job: 'partition',
      count: PARTITIONS,
      lockMs: LOCK_MS,
      run: (index, lease, signal) => this.#run(index, lease, signal),
      time: this.link.time,
      log: { info: () => undefined, warn: () => undefined },
      onLate: () => undefined,
      onError: () => undefined,
    });
  }

  static async start(parts: ReplicaParts): Promise<Replica> {
    const way = await parts.redis.openWay();
    const stores = await openStores(way.url, {
      monotonic: () => parts.time.now,
      timeoutMs: LONGEST_ANSWER,
      gatherMs: 0,
    });
    const replica = new Replica(parts, way, stores);
    replica.#jobs.start();
    return replica;
  }

  get name(): string {
    return this.#parts.name;
  }

  get refusedWrites(): number {
    return this.#stores.refusedWrites;
  }

  get isGone(): boolean {
    return this.link.isDead;
  }

  /** Whether it can be given work. */
  get canServe(): boolean {
    return this.link.canAct && !this.link.isCut && !this.isEnding;
  }

  /** Whether something of a partition can't go on before time passes. */
  isBlocked(lease: Lease): boolean {
    const { link } = this;
    if (!link.canAct || this.hasReachedPausePoint || this.process.hasCrashed) return true;
    return link.isWaiting && !lease.isHeld;
  }

  /** Does something for a partition, which may take until time has passed, or for ever. @returns when it is done or stuck */
  async track(lease: Lease, work: Promise<unknown>): Promise<void> {
    const { link } = this;
    const ended = this.#parts.activities.track(
      work,
      () => this.isBlocked(lease),
      () => link.changed,
    );
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    while (!isOver && !this.isBlocked(lease)) await Promise.race([ended, link.changed]);
  }

  /** Keeps back what it sends to Redis. @returns sends it on */
  hold(): () => void {
    return this.#way.hold();
  }

  /** Takes what people asked, for each partition that it owns. */
  async pump(): Promise<void> {
    for (const receiver of this.#receivers) {
      const { lease } = receiver.core;
      for (let next = this.#takeNext(receiver); next !== undefined; next = this.#takeNext(receiver))
        await this.track(lease, next);
    }
  }

  #takeNext(receiver: PartitionReceiver): Promise<void> | undefined {
    const { partition, lease } = receiver.core;
    const isOwned = this.#parts.engine.holderOf(partition) === lease.token && !this.link.isCut;
    return isOwned && !this.isBlocked(lease) ? receiver.takeNext() : undefined;
  }

  /** It stops where it is, as on SIGSTOP. */
  pause(): void {
    this.link.pause();
    this.hasReachedPausePoint = false;
  }

  /** It goes on from where it was paused, as on SIGCONT. */
  resume(): void {
    this.link.resume();
  }

  /** It died, as on SIGKILL. */
  die(): void {
    const { queue } = this.#parts;
    this.link.die();
    for (const receiver of this.#receivers) queue.giveBack(receiver);
    this.#receivers.clear();
    this.cores.clear();
  }

  /** It is told to end, as on SIGTERM. */
  end(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.#parts.members.leave(this.link);
    void this.#jobs.stop().then(() => this.link.die());
  }

  /** Another master is behind the address. @returns whether it was found */
  async findMaster(): Promise<boolean> {
    try {
      await this.#stores.connection.run((client) => client.set('probe', this.name));
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    this.link.die();
    // With a process its timers end. Here they would go on.
    await Promise.allSettled([...this.#opened].map((store) => store.close()));
    // One that was killed may have commands on its way that are held back for good, and nobody waits for their answers.
    await this.#stores.connection.run(async (client) => client.destroy()).catch(() => undefined);
    await this.#parts.redis.closeWay(this.#way);
  }

  #reachRedis(): void {
    if (this.link.isCut) throw new StoreError('store_failed', 'Redis is not connected');
  }

  async #run(index: number, lease: OwnedLease, signal: AbortSignal): Promise<void> {
    const { onFault, onHandedOver } = this.#parts;
    const open = (this.#open.get(index) ?? 0) + 1;
    this.#open.set(index, open);
    if (open > 1) onFault(`${this.name} runs partition ${index} twice`);
    const running = this.#partitions.run(index, lease, signal);
    signal.addEventListener('abort', () => void this.track(lease, running), { once: true });
    try {
      await running;
      if (signal.reason === 'handover' && !lease.lost.aborted && !this.process.hasCrashed)
        onHandedOver(lease.token);
    } finally {
      // One that was killed meanwhile gives no lease back.
      if (this.process.hasCrashed) await new Promise<never>(() => undefined);
      this.#open.set(index, (this.#open.get(index) ?? 1) - 1);
    }
  }

  #createPartitions(): Partitions {
    const { world, queue } = this.#parts;
    return new Partitions({
      log: world.log,
      open: async (partition, lease) => {
        const opening = this.#openCore(partition, lease);
        void this.track(lease, opening);
        const core = await opening;
        this.cores.add(core);
        return core;
      },
      receive: (_partition, _lease, opened) => {
        const core = [...this.cores].find((each) => each === opened);
        if (core === undefined) throw new Error('a partition was opened that is none of ours');
        const receiver = new PartitionReceiver(core, queue, () => this.process.hasCrashed);
        this.#receivers.add(receiver);
        return receiver;
      },
    });
  }

  #openCore(partition: number, lease: Lease): Promise<PartitionCore> {
    const { world, chat, onSend } = this.#parts;
    const core = { partition, lease };
    const checked: ChatPort = {
      platform: chat.platform,
      post: (...message) => {
        onSend(this, core);
        return chat.post(...message);
      },
      edit: (...message) => {
        onSend(this, core);
        return chat.edit(...message);
      },
      tellPerson: async () => undefined,
    };
    return PartitionCore.open({
      world,
      partition,
      lease,
      stores: this.#stores,
      onClosed: (closed) => {
        this.cores.delete(closed);
        for (const receiver of this.#receivers)
          if (receiver.core === closed) this.#receivers.delete(receiver);
      },
      wrap: {
        store: (store: Store) => {
          this.#opened.add(store);
          return this.process.store(store);
        },
        chat: () => this.process.chat(checked),
      },
    });
  }
}
