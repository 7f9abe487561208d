import { parseLayout, readLayoutOf } from '../layoutRecord.ts';
import { describeOwner, describeThisProcess, hasExited, parseOwner } from '../owner.ts';
import { SINGLE_PREFIX } from '../partitions.ts';
import type { RedisConnection } from '../redisConnection.ts';
import { RedisKeys } from '../redisKeys.ts';
import { leaseKeysOf, READ_AT_ONCE } from '../redisScripts.ts';
import { countReplicas } from '../replicas.ts';
import { StoreError } from '../store.ts';
import { findStoreKind } from '../storeKind.ts';
import { connectForCopying } from './connectForCopying.ts';
import type { CopySource, StoredRecord } from './copyEnds.ts';
import { partOf } from './parts.ts';
import { OURS, parseRedisKey } from './redisNames.ts';

/** How many records are read with one command. */
const PAGE_SIZE = 200;

/** Opens a Redis to copy its single store, or its partitions. It takes no lease. @throws {StoreError} if Redis can't be used */
export async function openRedisSource(url: string): Promise<CopySource> {
  const connection = await connectForCopying(url);
  try {
    const { hasSingle, layout: text } = await findStoreKind(connection);
    if (hasSingle && text !== undefined) throw new StoreError('store_failed', BOTH);
    const layout = text === undefined ? undefined : readLayoutOf(parseLayout(text));
    return new RedisSource(connection, layout);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const BOTH =
  'This Redis holds partitions, and a single store besides. Delete what is out of date: the keys that begin with "threadwatch:" are the single store, those with "threadwatch{" the partitions. Then run this again.';

class RedisSource implements CopySource {
  readonly layout: CopySource['layout'];
  readonly #connection: RedisConnection;
  readonly #keys: RedisKeys;

  constructor(connection: RedisConnection, layout: CopySource['layout']) {
    this.#connection = connection;
    this.#keys = new RedisKeys(connection);
    this.layout = layout;
  }

  async *pages(): AsyncGenerator<StoredRecord[], void> {
    for await (const found of this.#keys.startingWith(OURS)) {
      const ours = found.filter((key) => this.#parse(key) !== undefined);
      for (let start = 0; start < ours.length; start += PAGE_SIZE)
        yield await this.#readPage(ours.slice(start, start + PAGE_SIZE));
    }
  }

  async readAtOnce(): Promise<StoredRecord[]> {
    const all = await this.#connection.script(READ_AT_ONCE, [], [OURS]);
    return this.#toRecords(Array.isArray(all) ? all.map(String) : []);
  }

  async findOwner(): Promise<string | undefined> {
    if (this.layout !== undefined) {
      const count = await countReplicas(this.#connection, this.layout.partitions);
      if (count === 0) return undefined;
      return count === 1 ? '1 replica' : `${count} replicas`;
    }
    const [key] = leaseKeysOf(SINGLE_PREFIX);
    const owner = parseOwner(String(await this.#connection.run((client) => client.get(key))));
    return owner === undefined || hasExited(owner, describeThisProcess()) ? undefined : describeOwner(owner);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** @param all the keys, each followed by its text */
  #toRecords(all: readonly string[]): StoredRecord[] {
    const records: StoredRecord[] = [];
    for (let index = 0; index < all.length; index += 2) {
      const named = this.#parse(all[index] ?? '');
      if (named !== undefined) records.push({ ...named, text: all[index + 1] ?? '' });
    }
    return records;
  }

  async #readPage(keys: string[]): Promise<StoredRecord[]> {
    const texts = await this.#connection.run((client) => client.mGet(keys));
    // One without a text was deleted since its key was read.
    return this.#toRecords(
      keys.flatMap((key, index) => {
        const text = texts[index];
        return typeof text === 'string' ? [key, text] : [];
      }),
    );
  }

  /** A single store and partitions can't be read as one. */
  #parse(key: string) {
    const named = parseRedisKey(key);
    const isPart = named !== undefined && partOf(named.collection) !== undefined;
    return isPart === (this.layout !== undefined) ? named : undefined;
  }
}
