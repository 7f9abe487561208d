import type { Backend } from './backend.ts';
import { describeThisProcess } from './owner.ts';
import { RedisAdapter } from './redisAdapter.ts';
import { RedisConnection, type RedisLinkOptions } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { RedisLease } from './redisLease.ts';

export interface RedisOptions extends RedisLinkOptions {
  readonly leaseMs: number;
}

/** The store's keys begin with this, because others may share the database. */
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
    async lease(claimOptions) {
      if (lease !== undefined) return;
      const wanted = new RedisLease(connection, describeThisProcess(), leaseMs, claimOptions);
      await wanted.take();
      lease = wanted;
    },
    async close() {
      await lease?.release();
      await connection.close();
    },
  };
}
