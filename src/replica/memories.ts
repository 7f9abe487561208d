import { z } from 'zod';
import type { ClusterTime } from '../cluster/clusterTime.ts';
import type { Page } from '../store/backend.ts';
import { memoryOfPartition } from '../store/partitions.ts';
import type { RedisConnection } from '../store/redisConnection.ts';

/** Nobody asks for it later than that, s. */
const KEPT_FOR = 60;

/** How often it is looked for, and how often it is tried to keep it, ms. */
const TRY_EVERY = 100;

/** Replicas that have lost a partition at different times, and hear of it together, come within this time, ms. */
const OTHERS_WITHIN = 300;

const recordsSchema = z.array(z.tuple([z.string(), z.string()]));

/** The newest memory of a partition is the last one in its sorted set. */
const KEEP = `
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -2)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1`;

/**
 * What replicas knew of partitions that they have lost, on its way to the next owner: of use where Redis has lost the
 * records. Of several, the one counts whose replica was the owner last.
 */
export class Memories {
  readonly #connection: RedisConnection;
  readonly #time: ClusterTime;

  constructor(connection: RedisConnection, time: ClusterTime) {
    this.#connection = connection;
    this.#time = time;
  }

  /**
   * Tries until Redis has it, for so long at most: after a restart of Redis not all connections are there at once.
   *
   * @param ownedAt when the replica certainly was the owner last, ms of Redis' time
   * @param records as they are stored
   * @throws what the last try threw
   */
  async keep(partition: number, ownedAt: number, records: Page, limitMs: number): Promise<void> {
    const values = [String(Math.round(ownedAt)), JSON.stringify(records), String(KEPT_FOR)];
    const keep = () => this.#connection.script(KEEP, [memoryOfPartition(partition)], values);
    for (const endsAt = this.#time.monotonic() + limitMs; ; await this.#time.wait(TRY_EVERY)) {
      try {
        await keep();
        return;
      } catch (error) {
        if (this.#time.monotonic() >= endsAt) throw error;
      }
    }
  }

  /** Waits for it, for so long at most. @returns nothing where no owner before has left any */
  async take(partition: number, waitMs: number): Promise<Page> {
    for (const endsAt = this.#time.monotonic() + waitMs; ; await this.#time.wait(TRY_EVERY)) {
      if ((await this.#read(partition)) !== undefined) break;
      if (this.#time.monotonic() >= endsAt) return [];
    }
    await this.#time.wait(OTHERS_WITHIN);
    const text = await this.#read(partition);
    return text === undefined ? [] : recordsSchema.parse(JSON.parse(text));
  }

  async #read(partition: number): Promise<string | undefined> {
    const [text] = await this.#connection.run((client) =>
      client.zRange(memoryOfPartition(partition), -1, -1),
    );
    return text;
  }
}
