import { z } from 'zod';
import { lockOfPartition, QUEUE_PREFIX } from '../store/partitions.ts';
import type { RedisConnection } from '../store/redisConnection.ts';
import { countReplicas } from '../store/replicas.ts';

/** How a partition stands, as Redis tells anybody. */
export interface PartitionState {
  readonly partition: number;
  readonly hasOwner: boolean;
  /** How many requests wait for its owner. */
  readonly waiting: number;
  /** How long the oldest of them has waited, ms; 0 where none waits. */
  readonly oldestMs: number;
}

export interface ClusterState {
  /** How many replicas live. */
  readonly replicas: number;
  readonly partitions: readonly PartitionState[];
}

/** What a forwarded request has that tells its age: when it was asked, ms of Redis' time. */
const agedSchema = z.string().transform((text) => z.object({ at: z.number() }).parse(JSON.parse(text)).at);

/**
 * Looks at the replicas from outside, without BullMQ, and changes nothing.
 *
 * @param count how many partitions there are
 */
export async function surveyCluster(connection: RedisConnection, count: number): Promise<ClusterState> {
  const numbers = Array.from({ length: count }, (_, each) => each);
  const [replicas, [seconds = 0], partitions] = await Promise.all([
    countReplicas(connection, count),
    connection.run((client) => client.time()),
    Promise.all(numbers.map((partition) => surveyPartition(connection, partition))),
  ]);
  const now = Number(seconds) * 1_000;
  return {
    replicas,
    partitions: partitions.map(({ askedAt, ...state }) => ({
      ...state,
      oldestMs: askedAt === undefined ? 0 : Math.max(0, now - askedAt),
    })),
  };
}

async function surveyPartition(connection: RedisConnection, partition: number) {
  const queue = `${QUEUE_PREFIX}:forward-${partition}`;
  const [locks, waiting, oldest] = await Promise.all([
    connection.run((client) => client.exists(lockOfPartition(partition))),
    connection.run((client) => client.lLen(`${queue}:wait`)),
    // Workers take the last one next.
    connection.run((client) => client.lIndex(`${queue}:wait`, -1)),
  ]);
  const data =
    oldest === null ? null : await connection.run((client) => client.hGet(`${queue}:${oldest}`, 'data'));
  return { partition, hasOwner: locks === 1, waiting, askedAt: agedSchema.safeParse(data).data };
}
