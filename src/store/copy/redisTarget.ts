import { getErrorMessage } from '../getErrorMessage.ts';
import { parseLayout } from '../layoutRecord.ts';
import { prefixOfPartition, QUEUE_PREFIX, SINGLE_PREFIX } from '../partitions.ts';
import type { RedisConnection } from '../redisConnection.ts';
import { RedisKeys } from '../redisKeys.ts';
import { RedisLease } from '../redisLease.ts';
import { leaseKeysOf, REPLACE_ALL, REPLICAS_RUN } from '../redisScripts.ts';
import { assertNoReplicas, createReplicasError, replicaKeysOf } from '../replicas.ts';
import { StoreError } from '../store.ts';
import { findStoreKind } from '../storeKind.ts';
import { connectForCopying } from './connectForCopying.ts';
import type { CopyTarget, StoredRecord, TargetOptions } from './copyEnds.ts';
import { LAYOUT_ID } from './parts.ts';
import { idToRedisName, OURS, parseRedisKey, redisNameToId, toRedisName } from './redisNames.ts';

const LEASE_MS = 15_000;

/** How many records are written with one command. */
const PAGE_SIZE = 200;

/** One hash that holds the whole copy until it is complete. No bot reads it. */
const STAGED = `${SINGLE_PREFIX}copy`;

/** What an interrupted copy has left is gone after a day, s. */
const STAGED_FOR = 24 * 60 * 60;

/**
 * Opens a Redis to write a copy to. No bot can start on it meanwhile.
 * @throws {StoreError} if there are records that must not be replaced, or if a bot or a replica runs on it
 */
export async function openRedisTarget(url: string, { replace, onWait }: TargetOptions): Promise<CopyTarget> {
  const connection = await connectForCopying(url);
  let lease: RedisLease | undefined;
  try {
    const { records } = await findOldKeys(connection);
    if (records.length > 0 && !replace)
      throw new StoreError(
        'store_failed',
        `This Redis holds a store with ${records.length} records. Choose another one, or say --replace to put the copy in its place.`,
      );
    const ignore = (): void => undefined;
    const options = { onWait, onLost: ignore, onEmptied: ignore };
    const taken = new RedisLease(connection, SINGLE_PREFIX, LEASE_MS, options);
    await taken.acquire();
    lease = taken;
    const partitions = await countPartitions(connection);
    // After the lease is taken: a replica that starts looks at these in the other order, so that one sees the other.
    await assertNoReplicas(connection, partitions);
    await connection.run((client) => client.unlink(STAGED));
    return new RedisTarget(connection, taken, partitions);
  } catch (error) {
    await lease?.release();
    await connection.close();
    throw error;
  }
}

/** How many partitions there are now; 0 where there is no layout, or one that can't be read. */
async function countPartitions(connection: RedisConnection): Promise<number> {
  return partitionsOf((await findStoreKind(connection)).layout ?? '');
}

function partitionsOf(layoutText: string): number {
  const found = parseLayout(layoutText);
  return found.kind === 'layout' ? found.record.partitions : 0;
}

interface OldKeys {
  readonly records: readonly string[];
  /** What else belongs to the old partitions: their markers, and what their replicas had not done yet. */
  readonly rest: readonly string[];
}

async function findOldKeys(connection: RedisConnection): Promise<OldKeys> {
  const records = new Set<string>();
  const rest = new Set<string>();
  const keys = new RedisKeys(connection);
  const ofStore = keys.startingWith(OURS);
  const ofQueues = keys.startingWith(QUEUE_PREFIX);
  for await (const found of ofStore)
    for (const key of found) {
      if (parseRedisKey(key) !== undefined) records.add(key);
      else if (key.startsWith(`${OURS}{`) && key.endsWith(':last-owner')) rest.add(key);
    }
  for await (const found of ofQueues) for (const key of found) rest.add(key);
  return { records: [...records], rest: [...rest] };
}

class RedisTarget implements CopyTarget {
  readonly #connection: RedisConnection;
  readonly #lease: RedisLease;
  /** How many partitions there are until the copy takes their place. */
  readonly #oldPartitions: number;

  constructor(connection: RedisConnection, lease: RedisLease, oldPartitions: number) {
    this.#connection = connection;
    this.#lease = lease;
    this.#oldPartitions = oldPartitions;
  }

  async put(records: readonly StoredRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += PAGE_SIZE) {
      const some = records.slice(start, start + PAGE_SIZE);
      const fields = some.map((record): [string, string] => [toRedisName(record), record.text]);
      await this.#run(() =>
        this.#connection.run((client) =>
          client.multi().hSet(STAGED, fields).expire(STAGED, STAGED_FOR).exec(),
        ),
      );
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#connection.run((client) => client.hDel(STAGED, ids.map(idToRedisName)));
  }

  async getMany(ids: readonly string[]): Promise<(string | undefined)[]> {
    const texts: (string | undefined)[] = [];
    for (let start = 0; start < ids.length; start += PAGE_SIZE) {
      const some = ids.slice(start, start + PAGE_SIZE).map(idToRedisName);
      const page = await this.#connection.run((client) => client.hmGet(STAGED, some));
      texts.push(...page.map((text) => text ?? undefined));
    }
    return texts;
  }

  async *ids(): AsyncGenerator<string[], void> {
    let cursor = '0';
    do {
      const from = cursor;
      const page = await this.#connection.run((client) => client.hScan(STAGED, from, { COUNT: PAGE_SIZE }));
      cursor = page.cursor;
      yield page.entries.map(({ field }) => redisNameToId(field));
    } while (cursor !== '0');
  }

  async commit(count: number): Promise<void> {
    const { records, rest } = await findOldKeys(this.#connection);
    const [layout] = await this.getMany([LAYOUT_ID]);
    const partitions = Array.from({ length: partitionsOf(layout ?? '') }, (_, partition) => partition);
    const markers = partitions.map((partition) => leaseKeysOf(prefixOfPartition(partition))[1]);
    const replicas = replicaKeysOf(this.#oldPartitions);
    await this.#lease.ensureHeld();
    await this.#run(() =>
      this.#connection.script(
        REPLACE_ALL,
        [this.#lease.key, STAGED, ...records, ...rest, ...replicas],
        [this.#lease.token, String(count), OURS, String(replicas.length), ...markers],
      ),
    );
  }

  async close(): Promise<void> {
    await this.#connection.run((client) => client.unlink(STAGED)).catch(() => undefined);
    await this.#lease.release();
    await this.#connection.close();
  }

  async #run(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const reason = getErrorMessage(error);
      if (reason.startsWith(REPLICAS_RUN))
        throw createReplicasError(Number.parseInt(reason.slice(REPLICAS_RUN.length), 10));
      const isFull = reason.includes('OOM ');
      const remedy = isFull ? 'Redis is full: raise its maxmemory' : 'See that Redis runs and answers';
      const message = `The copy can't be written to Redis: ${reason}. ${remedy}, and run this again. Its store stays as it was.`;
      throw new StoreError('store_failed', message, { cause: error });
    }
  }
}
