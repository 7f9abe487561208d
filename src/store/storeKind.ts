import { LAYOUT_KEY } from './layoutRecord.ts';
import { SINGLE_PREFIX } from './partitions.ts';
import type { RedisConnection } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { leaseKeysOf } from './redisScripts.ts';
import { StoreError } from './store.ts';

/** Why a single process can't use a Redis, and what to do; without the last full stop. */
export const HOLDS_PARTITIONS =
  'This Redis holds the partitions of several replicas, which a single process can’t use. Set CLUSTER=on to start a replica; or stop all replicas, and make one store of the partitions: npm run -s store -- copy --from <this Redis> --to <this Redis>';

/** What a Redis holds of ours. */
export interface StoreKind {
  /** Whether there are records of a single store. */
  readonly hasSingle: boolean;
  /** The text of the layout of partitions, where there is one. */
  readonly layout: string | undefined;
}

/** Finds out whether a Redis holds a single store, partitions, or nothing. It scans only where neither says so by itself. */
export async function findStoreKind(connection: RedisConnection): Promise<StoreKind> {
  const [, , version] = leaseKeysOf(SINGLE_PREFIX);
  const [layout, known] = await Promise.all([
    connection.run((client) => client.get(LAYOUT_KEY)),
    connection.run((client) => client.exists(version)),
  ]);
  return {
    hasSingle: known > 0 || (layout === null && (await hasRecords(connection))),
    layout: layout ?? undefined,
  };
}

async function hasRecords(connection: RedisConnection): Promise<boolean> {
  for await (const keys of new RedisKeys(connection).startingWith(SINGLE_PREFIX))
    if (keys.some((key) => key.includes('::'))) return true;
  return false;
}

/** @throws {StoreError} if Redis holds partitions, which a single process can't use */
export async function assertSingle(connection: RedisConnection): Promise<void> {
  if ((await connection.run((client) => client.exists(LAYOUT_KEY))) === 0) return;
  throw new StoreError('store_failed', `${HOLDS_PARTITIONS}.`);
}
