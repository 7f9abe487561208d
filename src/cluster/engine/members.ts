import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { REPLICA_GONE_AFTER, REPLICAS_ASIDE_KEY, REPLICAS_KEY } from '../../store/partitions.ts';
import type { ClusterRedis } from '../clusterRedis.ts';
import type { Replicas } from './replicas.ts';

const BEAT_INTERVAL = 500;

/** The sets of replicas expire so long after the last heartbeat, ms: an unused Redis keeps nothing. */
const KEEP = 60_000;

const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
if ARGV[4] == 'aside' then redis.call('ZADD', KEYS[2], now, ARGV[1]) else redis.call('ZREM', KEYS[2], ARGV[1]) end
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - ARGV[2])
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return {now, redis.call('ZRANGE', KEYS[1], 0, -1), redis.call('ZRANGE', KEYS[2], 0, -1)}
`;

const beatSchema = z.tuple([z.number(), z.array(z.string()), z.array(z.string())]);

/** The live replicas, and Redis' time, by which all of them count. */
export class Members implements Replicas {
  /** Ours. In the order of the ids, a replica that started later stands behind: then fewer shares change. */
  readonly id = `${String(Date.now()).padStart(15, '0')}-${randomBytes(6).toString('hex')}`;
  readonly #redis: ClusterRedis;
  readonly #goneMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  #ids: readonly string[] = [];
  /** Those of them that are not aside. */
  #present: readonly string[] = [];
  /** What to add to the monotonic clock for Redis' time. */
  #offset = 0;
  /** Until when this one is aside because it can run nothing, and because it starts. */
  #asideUntil = Number.NEGATIVE_INFINITY;
  #startingUntil = Number.NEGATIVE_INFINITY;
  #loop: Promise<void> | undefined;

  /** @param goneMs a replica that was not heard for so long counts as dead */
  constructor(redis: ClusterRedis, goneMs = REPLICA_GONE_AFTER) {
    this.#redis = redis;
    this.#goneMs = goneMs;
  }

  /** The ids of the live replicas, in an order on which all agree. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  /** How many replicas are live; at least 1. */
  get live(): number {
    return Math.max(1, this.#ids.length);
  }

  get sharing(): number {
    return Math.max(1, this.#sharers.length);
  }

  /** Behind all while it is not one of them. */
  get rank(): number {
    const index = this.#sharers.indexOf(this.id);
    return index === -1 ? this.#sharers.length : index;
  }

  get isAside(): boolean {
    return this.#wantsAside && this.#present.some((id) => id !== this.id);
  }

  /** Where all are aside, such as at the first start of all of them, the jobs are theirs all the same. */
  get #sharers(): readonly string[] {
    return this.#present.length > 0 ? this.#present : this.#ids;
  }

  get #wantsAside(): boolean {
    return this.#redis.time.monotonic() < Math.max(this.#asideUntil, this.#startingUntil);
  }

  stepAside(ms: number): void {
    this.#asideUntil = this.#redis.time.monotonic() + ms;
    this.#redis.log.warn(
      `This replica can run nothing, and leaves the work to the others, if there are any, for ${Math.round(ms / 1_000)} s`,
    );
  }

  /** Redis' time, ms since the epoch: the machines' own clocks may differ. */
  now(): number {
    return this.#redis.time.monotonic() + this.#offset;
  }

  /** Calls `listener` whenever the live replicas, or those that share the jobs, are others. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Joins.
   *
   * @param state `aside` leaves the jobs to the others, if there are any, until `share` is called
   * @throws if Redis does not answer
   */
  async start(state: 'aside' | 'present' = 'present'): Promise<void> {
    if (state === 'aside') this.#startingUntil = Number.POSITIVE_INFINITY;
    await this.#beat();
    this.#loop = this.#run();
  }

  /** Shares the jobs, from now on or after so long, ms. */
  async share(afterMs = 0): Promise<void> {
    this.#startingUntil = Math.min(this.#startingUntil, this.#redis.time.monotonic() + afterMs);
    if (afterMs === 0 && !this.#stopping.signal.aborted) await this.#tryBeat();
  }

  /** Leaves, so that the others grow their shares at once. If Redis does not answer, they notice by themselves. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await this.#remove();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await this.#redis.time.wait(BEAT_INTERVAL, signal);
      if (signal.aborted) return;
      await this.#tryBeat();
    }
  }

  /** While Redis is away, who was live last counts as live still. */
  async #tryBeat(): Promise<void> {
    await this.#beat().catch((error: unknown) => this.#redis.incidents.report(error));
  }

  async #beat(): Promise<void> {
    const { connection, time, incidents } = this.#redis;
    const sentAt = time.monotonic();
    const state = this.#wantsAside ? 'aside' : 'present';
    const answer = await connection.script(
      BEAT,
      [REPLICAS_KEY, REPLICAS_ASIDE_KEY],
      [this.id, String(this.#goneMs), String(KEEP), state],
    );
    const [now, ids, aside] = beatSchema.parse(answer);
    this.#offset = now - (sentAt + time.monotonic()) / 2;
    incidents.noteAnswer();
    this.#set(ids.sort(), new Set(aside));
  }

  #set(ids: readonly string[], aside: ReadonlySet<string>): void {
    const present = ids.filter((id) => !aside.has(id));
    if (ids.join() === this.#ids.join() && present.join() === this.#present.join()) return;
    this.#ids = ids;
    this.#present = present;
    for (const listener of this.#listeners) listener();
  }

  async #remove(): Promise<void> {
    for (const key of [REPLICAS_KEY, REPLICAS_ASIDE_KEY])
      await this.#redis.connection.run((client) => client.zRem(key, this.id)).catch(() => undefined);
  }
}
