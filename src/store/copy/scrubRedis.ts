import { MEMORY_PREFIX, QUEUE_PREFIX } from '../partitions.ts';
import type { RedisConnection } from '../redisConnection.ts';
import { RedisKeys } from '../redisKeys.ts';
import { connectForCopying } from './connectForCopying.ts';

/**
 * Removes from a Redis what replicas had under way when they ended, and has it write its append-only file anew, where it keeps
 * one and lets us. No replica may run.
 */
export async function scrubRedis(url: string): Promise<void> {
  const connection = await connectForCopying(url);
  try {
    await removeUnderWay(connection);
    // A managed Redis may forbid it; then it rewrites that file by itself at some time.
    await connection.run((client) => client.bgRewriteAof()).catch(() => undefined);
  } finally {
    await connection.close();
  }
}

/** Requests of people that nobody has answered, and what an owner left to the next one. */
async function removeUnderWay(connection: RedisConnection): Promise<void> {
  const keys = new RedisKeys(connection);
  for (const found of [keys.startingWith(QUEUE_PREFIX), keys.startingWith(MEMORY_PREFIX)])
    for await (const page of found)
      if (page.length > 0) await connection.run((client) => client.unlink(page));
}
