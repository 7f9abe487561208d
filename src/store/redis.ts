import type { Backend } from './backend.ts';
import { findRedisProblems, readRedisFacts } from './findRedisProblems.ts';
import { describeThisProcess } from './owner.ts';
import { RedisAdapter } from './redisAdapter.ts';
import { RedisConnection, type RedisConnectionOptions } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { RedisLease } from './redisLease.ts';
import { RedisRecords } from './redisRecords.ts';

export interface RedisOptions extends RedisConnectionOptions {
  readonly leaseMs: number;
}

/** Prefix of all our keys, because other programs may share the database. */
export const PREFIX = 'threadwatch:';

/** Connects to Redis. See `RedisConnection.open` for the form of `url` and for errors. */
export async function openRedisBackend(url: string, { leaseMs, ...options }: RedisOptions): Promise<Backend> {
  const connection = await RedisConnection.open(url, options);
  const records = new RedisRecords(connection);
  const keys = new RedisKeys(records, PREFIX);
  let lease: RedisLease | undefined;
  return {
    namespacePrefix: PREFIX,
    createAdapter: () => new RedisAdapter(records, keys),
    async check() {
      await records.read((client) => client.ping());
    },
    findProblems: async () => findRedisProblems(await readRedisFacts(connection)),
    ensureLeased: () => records.ensureLeased(),
    async lease(leaseOptions) {
      if (lease !== undefined) return;
      const newLease = new RedisLease(connection, describeThisProcess(), leaseMs, leaseOptions);
      await newLease.acquire();
      lease = newLease;
      records.useLease(newLease);
    },
    async close() {
      await lease?.release();
      await connection.close();
    },
  };
}
