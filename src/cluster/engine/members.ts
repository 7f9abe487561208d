import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { REPLICA_GONE_AFTER, REPLICA_NOTES_KEY, REPLICAS_KEY } from '../../store/partitions.ts';
import type { ClusterRedis } from '../clusterRedis.ts';
import type { Replicas } from './replicas.ts';

const BEAT_INTERVAL = 500;

/** The sets of replicas expire so long after the last heartbeat, ms: an unused Redis keeps nothing. */
const KEEP = 60_000;

const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[4])
for i = 5, #ARGV do redis.call('ZADD', KEYS[2], now, ARGV[i]) end
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - ARGV[2])
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return {now, redis.call('ZRANGE', KEYS[1], 0, -1), redis.call('ZRANGE', KEYS[2], 0, -1)}
`;

const beatSchema = z.tuple([z.number(), z.array(z.string()), z.array(z.string())]);

/** Leaves the work to the others. */
const ASIDE = 'aside';

/** What a replica says of itself. @param word `ASIDE`, or the name of a queue that it serves */
function noteOf(word: string, id: string): string {
  return `${word} ${id}`;
}

/** The live replicas, and Redis' time, by which all of them count. */
export class Members implements Replicas {
  /** Ours. In the order of the ids, a replica that started later stands behind: then fewer shares change. */
  readonly id = `${String(Date.now()).padStart(15, '0')}-${randomBytes(6).toString('hex')}`;
  readonly #redis: ClusterRedis;
  readonly #goneMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  #ids: readonly string[] = [];
  /** What they say of themselves. */
  #notes: ReadonlySet<string> = new Set();
  /** What this one serves, and others may not. */
  readonly #queues = new Set<string>();
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
    return countSharing(this.#sharers);
  }

  get rank(): number {
    return rankAmong(this.#sharers, this.id);
  }

  get isAside(): boolean {
    return this.#wantsAside && this.#present.some((id) => id !== this.id);
  }

  /** Those that are not aside. */
  get #present(): readonly string[] {
    return this.#ids.filter((id) => !this.#notes.has(noteOf(ASIDE, id)));
  }

  /** Where all are aside, such as at the first start of all of them, the jobs are theirs all the same. */
  get #sharers(): readonly string[] {
    const present = this.#present;
    return present.length > 0 ? present : this.#ids;
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

  /**
   * Says from now on that this replica serves a queue that others may not serve.
   *
   * @returns those that serve it: they alone share its jobs
   */
  async serve(queue: string): Promise<Replicas> {
    this.#queues.add(queue);
    await this.#tryBeat();
    const members = this;
    const sharers = (): readonly string[] =>
      members.#sharers.filter((id) => members.#notes.has(noteOf(queue, id)));
    return {
      get sharing() {
        return countSharing(sharers());
      },
      get rank() {
        return rankAmong(sharers(), members.id);
      },
      get isAside() {
        return members.isAside;
      },
      stepAside: (ms) => members.stepAside(ms),
      onChange: (listener) => members.onChange(listener),
    };
  }

  /** Redis' time, ms since the epoch: the machines' own clocks may differ. */
  now(): number {
    return this.#redis.time.monotonic() + this.#offset;
  }

  /** Calls `listener` whenever the live replicas, or those that share any jobs, are others. */
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
    if (afterMs === 0) await this.#tryBeat();
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
    if (this.#stopping.signal.aborted) return;
    await this.#beat().catch((error: unknown) => this.#redis.incidents.report(error));
  }

  async #beat(): Promise<void> {
    const { connection, time, incidents } = this.#redis;
    const sentAt = time.monotonic();
    const said = [...this.#queues, ...(this.#wantsAside ? [ASIDE] : [])].map((word) => noteOf(word, this.id));
    const answer = await connection.script(
      BEAT,
      [REPLICAS_KEY, REPLICA_NOTES_KEY],
      [this.id, String(this.#goneMs), String(KEEP), noteOf(ASIDE, this.id), ...said],
    );
    const [now, ids, notes] = beatSchema.parse(answer);
    this.#offset = now - (sentAt + time.monotonic()) / 2;
    incidents.noteAnswer();
    this.#set(ids.sort(), notes.sort());
  }

  #set(ids: readonly string[], notes: readonly string[]): void {
    if (ids.join() === this.#ids.join() && notes.join() === [...this.#notes].join()) return;
    this.#ids = ids;
    this.#notes = new Set(notes);
    for (const listener of this.#listeners) listener();
  }

  async #remove(): Promise<void> {
    const { connection } = this.#redis;
    const notes = [ASIDE, ...this.#queues].map((word) => noteOf(word, this.id));
    await connection.run((client) => client.zRem(REPLICAS_KEY, this.id)).catch(() => undefined);
    await connection.run((client) => client.zRem(REPLICA_NOTES_KEY, notes)).catch(() => undefined);
  }
}

function countSharing(sharers: readonly string[]): number {
  return Math.max(1, sharers.length);
}

/** Behind all while it is not one of them. */
function rankAmong(sharers: readonly string[], id: string): number {
  const index = sharers.indexOf(id);
  return index === -1 ? sharers.length : index;
}
