import { lockOfPartition, REPLICA_GONE_AFTER, REPLICAS_KEY } from './partitions.ts';
import type { RedisConnection } from './redisConnection.ts';
import { StoreError } from './store.ts';

/**
 * Lua that counts the replicas that run: those that are heard, or at least one while a partition has an owner. The locks are
 * KEYS[from…], and come after the set of the replicas.
 */
export const COUNT_REPLICAS = `
local function count_replicas(from)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local heard = redis.call('ZCOUNT', KEYS[from], '(' .. (now - ${REPLICA_GONE_AFTER}), '+inf')
  if heard > 0 then return heard end
  for i = from + 1, #KEYS do if redis.call('EXISTS', KEYS[i]) == 1 then return 1 end end
  return 0
end`;

/** The keys that tell of replicas, in the order in which the script takes them. */
export function replicaKeysOf(partitions: number): string[] {
  return [REPLICAS_KEY, ...Array.from({ length: partitions }, (_, each) => lockOfPartition(each))];
}

/** How many replicas run on a Redis. @param partitions how many its layout has */
export async function countReplicas(connection: RedisConnection, partitions: number): Promise<number> {
  return Number(
    await connection.script(`${COUNT_REPLICAS}\nreturn count_replicas(1)`, replicaKeysOf(partitions), []),
  );
}

/** @throws {StoreError} `store_owned` if replicas run on this Redis */
export async function assertNoReplicas(connection: RedisConnection, partitions: number): Promise<void> {
  const count = await countReplicas(connection, partitions);
  if (count > 0) throw createReplicasError(count);
}

export function createReplicasError(count: number): StoreError {
  const who = count === 1 ? '1 replica runs' : `${count} replicas run`;
  return new StoreError(
    'store_owned',
    `${who} on this Redis. Stop all of them, and run this again; one that was killed is gone after 6 seconds. Nothing was changed.`,
  );
}
