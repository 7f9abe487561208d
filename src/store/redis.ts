import type { Backend } from './backend.ts';
import { findRedisProblems, readRedisFacts } from './findRedisProblems.ts';
import type { Lease } from './lease.ts';
import { SINGLE_PREFIX } from './partitions.ts';
import { RedisAdapter } from './redisAdapter.ts';
import { RedisConnection, type RedisConnectionOptions } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { RedisLease } from './redisLease.ts';
import { RedisMarker } from './redisMarker.ts';
import { RedisRecords } from './redisRecords.ts';
import type { Emptied, LeaseOptions } from './store.ts';
import { assertSingle } from './storeKind.ts';

/** How often a marker is looked for within the length of a lease. */
const CHECKS_PER_LEASE = 3;

export interface RedisOptions extends RedisConnectionOptions, RedisPart {
  readonly leaseMs: number;
}

/** Which store of a Redis it is, and who may write it. */
export interface RedisPart {
  /** Begins its keys; those of a single store by default. */
  readonly prefix?: string;
  /** The lock that fences its writes, where somebody else takes and renews it. */
  readonly lease?: Lease;
}

/** What several stores on one connection share. */
export interface RedisStoreParts {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly leaseMs: number;
  readonly onRefused: () => void;
}

/** Connects to Redis. See `RedisConnection.open` for the form of `url` and for errors. */
export async function openRedisBackend(
  url: string,
  { leaseMs, prefix, lease, ...options }: RedisOptions,
): Promise<Backend> {
  const connection = await RedisConnection.open(url, options);
  const parts = { connection, keys: new RedisKeys(connection), leaseMs, onRefused: () => undefined };
  const backend = createRedisBackend(parts, { ...(prefix && { prefix }), ...(lease && { lease }) });
  return {
    ...backend,
    async close() {
      await backend.close();
      await connection.close();
    },
  };
}

/** A store on a connection that stays open when the store is closed. */
export function createRedisBackend(
  { connection, keys, leaseMs, onRefused }: RedisStoreParts,
  { prefix = SINGLE_PREFIX, lease: given }: RedisPart,
): Backend {
  const records = new RedisRecords(connection, onRefused);
  if (given !== undefined) records.useFence(given);
  let close: (() => Promise<void> | void) | undefined;

  async function takeLease(options: LeaseOptions): Promise<void> {
    // Beside partitions the single store is empty, which is no news: it was never there.
    const early: Emptied[] = [];
    let onEmptied = (emptied: Emptied): void => void early.push(emptied);
    const lease = new RedisLease(connection, prefix, leaseMs, {
      ...options,
      onEmptied: (emptied) => onEmptied(emptied),
    });
    await lease.acquire();
    try {
      // Only then: the first replica looks at these in the other order, so that one sees the other.
      if (prefix === SINGLE_PREFIX) await assertSingle(connection);
    } catch (error) {
      await lease.release();
      throw error;
    }
    onEmptied = options.onEmptied;
    for (const emptied of early) onEmptied(emptied);
    records.useFence(lease);
    close = () => lease.release();
  }

  async function relyOn(lease: Lease, options: LeaseOptions): Promise<void> {
    const marker = new RedisMarker(connection, {
      ...options,
      prefix,
      lease,
      checkMs: leaseMs / CHECKS_PER_LEASE,
    });
    await marker.claim();
    close = () => marker.close();
  }

  return {
    namespacePrefix: prefix,
    createAdapter: () => new RedisAdapter(records, keys),
    async check() {
      await records.read((client) => client.ping());
    },
    findProblems: async () => findRedisProblems(await readRedisFacts(connection, prefix)),
    ensureLeased: () => records.ensureLeased(),
    async lease(options) {
      if (close !== undefined) return;
      await (given === undefined ? takeLease(options) : relyOn(given, options));
    },
    async close() {
      await close?.();
    },
  };
}
