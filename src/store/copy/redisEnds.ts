import { getErrorMessage } from '../getErrorMessage.ts';
import { describeOwner, describeThisProcess, hasExited, parseOwner } from '../owner.ts';
import { SINGLE_PREFIX as PREFIX } from '../partitions.ts';
import { RedisConnection } from '../redisConnection.ts';
import { RedisKeys } from '../redisKeys.ts';
import { RedisLease } from '../redisLease.ts';
import { FENCED_SCRIPTS, leaseKeysOf, READ_AT_ONCE } from '../redisScripts.ts';
import { StoreError } from '../store.ts';
import {
  type CopySource,
  type CopyTarget,
  parseRecordId,
  recordId,
  type StoredRecord,
  type TargetOptions,
} from './copyEnds.ts';

/** Longer than a bot waits: putting a large copy in its place keeps Redis busy for a moment. */
const TIMEOUT_MS = 30_000;

const LEASE_MS = 15_000;

/** How many records are read with one command. */
const PAGE_SIZE = 200;

/** One hash that holds the whole copy until it is complete. No bot reads it. */
const STAGED = `${PREFIX}copy`;

/** What an interrupted copy has left is gone after a day, s. */
const STAGED_FOR = 24 * 60 * 60;

async function connect(url: string): Promise<RedisConnection> {
  return RedisConnection.open(url, {
    timeoutMs: TIMEOUT_MS,
    onError: () => undefined,
    monotonic: () => performance.now(),
  });
}

/** Opens a Redis to copy it. It takes no lease. @throws {StoreError} if Redis can't be used */
export async function openRedisSource(url: string): Promise<CopySource> {
  const connection = await connect(url);
  const keys = new RedisKeys(connection);
  return {
    async *pages() {
      for await (const found of keys.startingWith(PREFIX))
        for (let start = 0; start < found.length; start += PAGE_SIZE) {
          const some = found
            .slice(start, start + PAGE_SIZE)
            .filter((key) => parseRedisKey(key) !== undefined);
          if (some.length > 0) yield await readPage(connection, some);
        }
    },
    async readAtOnce() {
      const all = await connection.script(READ_AT_ONCE, [], [PREFIX]);
      return toRecords(Array.isArray(all) ? all.map(String) : []);
    },
    async findOwner() {
      const owner = parseOwner(String(await connection.run((client) => client.get(leaseKeysOf(PREFIX)[0]))));
      return owner === undefined || hasExited(owner, describeThisProcess())
        ? undefined
        : describeOwner(owner);
    },
    close: () => connection.close(),
  };
}

/** @param all the keys, each followed by its text */
function toRecords(all: readonly string[]): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (let index = 0; index < all.length; index += 2) {
    const named = parseRedisKey(all[index] ?? '');
    if (named !== undefined) records.push({ ...named, text: all[index + 1] ?? '' });
  }
  return records;
}

function parseRedisKey(key: string) {
  return parseRecordId(key.slice(PREFIX.length));
}

async function readPage(connection: RedisConnection, keys: string[]): Promise<StoredRecord[]> {
  const texts = await connection.run((client) => client.mGet(keys));
  return keys.flatMap((key, index) => {
    const text = texts[index];
    const named = parseRedisKey(key);
    // It was deleted since its key was read.
    return typeof text !== 'string' || named === undefined ? [] : [{ ...named, text }];
  });
}

/**
 * Opens a Redis to write a copy to. No bot can start on it meanwhile.
 * @throws {StoreError} if there are records that must not be replaced, or if a bot runs on it
 */
export async function openRedisTarget(url: string, { replace, onWait }: TargetOptions): Promise<CopyTarget> {
  const connection = await connect(url);
  try {
    const before = await findRecordKeys(connection);
    if (before.length > 0 && !replace)
      throw new StoreError(
        'store_failed',
        `This Redis holds a store with ${before.length} records. Choose another one, or say --replace to put the copy in its place.`,
      );
    const ignore = (): void => undefined;
    const lease = new RedisLease(connection, PREFIX, LEASE_MS, {
      onWait,
      onLost: ignore,
      onEmptied: ignore,
    });
    await lease.acquire();
    await connection.run((client) => client.unlink(STAGED));
    return new RedisTarget(connection, lease);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function findRecordKeys(connection: RedisConnection): Promise<string[]> {
  const found = new Set<string>();
  for await (const keys of new RedisKeys(connection).startingWith(PREFIX))
    for (const key of keys) if (parseRedisKey(key) !== undefined) found.add(key);
  return [...found];
}

class RedisTarget implements CopyTarget {
  readonly #connection: RedisConnection;
  readonly #lease: RedisLease;

  constructor(connection: RedisConnection, lease: RedisLease) {
    this.#connection = connection;
    this.#lease = lease;
  }

  async put(records: readonly StoredRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += PAGE_SIZE) {
      const some = records.slice(start, start + PAGE_SIZE);
      const fields = some.map((record): [string, string] => [recordId(record), record.text]);
      await this.#run(() =>
        this.#connection.run((client) =>
          client.multi().hSet(STAGED, fields).expire(STAGED, STAGED_FOR).exec(),
        ),
      );
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#connection.run((client) => client.hDel(STAGED, [...ids]));
  }

  async getMany(ids: readonly string[]): Promise<(string | undefined)[]> {
    const texts: (string | undefined)[] = [];
    for (let start = 0; start < ids.length; start += PAGE_SIZE) {
      const some = ids.slice(start, start + PAGE_SIZE);
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
      yield page.entries.map(({ field }) => field);
    } while (cursor !== '0');
  }

  async commit(count: number): Promise<void> {
    const before = await findRecordKeys(this.#connection);
    await this.#lease.ensureHeld();
    await this.#run(() =>
      this.#connection.script(
        FENCED_SCRIPTS.replaceAll,
        [this.#lease.key, STAGED, ...before],
        [this.#lease.token, String(count), PREFIX],
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
      const isFull = reason.includes('OOM ');
      const remedy = isFull ? 'Redis is full: raise its maxmemory' : 'See that Redis runs and answers';
      const message = `The copy can't be written to Redis: ${reason}. ${remedy}, and run this again. Its store stays as it was.`;
      throw new StoreError('store_failed', message, { cause: error });
    }
  }
}

/** Has Redis write its append-only file anew, where it keeps one and lets us. */
export async function rewriteRedisLog(url: string): Promise<void> {
  const connection = await connect(url);
  try {
    // A managed Redis may forbid it; then it rewrites that file by itself at some time.
    await connection.run((client) => client.bgRewriteAof()).catch(() => undefined);
  } finally {
    await connection.close();
  }
}
