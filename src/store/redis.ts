import type { Backend } from './backend.ts';
import { describeThisProcess } from './owner.ts';
import { RedisAdapter } from './redisAdapter.ts';
import { RedisConnection, type RedisConnectionOptions } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { RedisLease } from './redisLease.ts';

export interface RedisOptions extends RedisConnectionOptions {
  readonly leaseMs: number;
}

/** Prefix of all our keys, because other programs may share the database. */
const PREFIX = 'threadwatch:';

/** Connects to Redis. See `RedisConnection.open` for the form of `url` and for errors. */
export async function openRedisBackend(url: string, { leaseMs, ...options }: RedisOptions): Promise<Backend> {
  const connection = await RedisConnection.open(url, options);
  const keys = new RedisKeys(connection, PREFIX);
  let lease: RedisLease | undefined;
  return {
    namespacePrefix: PREFIX,
    createAdapter: () => new RedisAdapter(connection, keys),
    async check() {
      await connection.run((client) => client.ping());
    },
    async lease(leaseOptions) {
      if (lease !== undefined) return;
      const newLease = new RedisLease(connection, describeThisProcess(), leaseMs, leaseOptions);
      await newLease.acquire();
      lease = newLease;
    },
    async close() {
      await lease?.release();
      await connection.close();
    },
  };
}
