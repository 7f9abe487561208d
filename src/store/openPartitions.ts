import type { Exclusive } from './exclusive.ts';
import { parseLayout, readLayoutOf } from './layoutRecord.ts';
import { openStores, type Stores } from './openStores.ts';
import { prefixOfPartition, SHARED_PREFIX, SINGLE_PREFIX } from './partitions.ts';
import { RedisLease } from './redisLease.ts';
import { assertNoReplicas } from './replicas.ts';
import type { LeaseOptions } from './store.ts';
import { findStoreKind } from './storeKind.ts';

const LEASE_MS = 15_000;

/**
 * Opens all partitions of a Redis while no replica runs, under the lease of a single store: a replica that starts finds it.
 *
 * @returns `undefined` where Redis holds no partitions
 * @throws {StoreError} `store_owned` if a replica, a process or a copy runs
 */
export async function openPartitions(url: string, options: LeaseOptions): Promise<Exclusive | undefined> {
  const opened = await openStores(url);
  try {
    const partitions = await leasePartitions(opened, options);
    if (partitions === undefined) await opened.close();
    return partitions;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function leasePartitions(opened: Stores, options: LeaseOptions): Promise<Exclusive | undefined> {
  const { connection } = opened;
  const { layout } = await findStoreKind(connection);
  if (layout === undefined) return undefined;
  const { partitions } = readLayoutOf(parseLayout(layout));
  const lease = new RedisLease(connection, SINGLE_PREFIX, LEASE_MS, options);
  await lease.acquire();
  try {
    await assertNoReplicas(connection, partitions);
  } catch (error) {
    await lease.release();
    throw error;
  }
  const prefixes = Array.from({ length: partitions }, (_, partition) => prefixOfPartition(partition));
  const versioned = prefixes.map((prefix) => opened.open({ prefix, lease }));
  const stores = [...versioned, opened.open({ prefix: SHARED_PREFIX, lease })];
  return {
    stores,
    versioned,
    async close() {
      for (const store of stores) await store.close();
      await lease.release();
      await opened.close();
    },
  };
}
