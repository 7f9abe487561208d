import { createClient } from '@redis/client';
import { afterAll, beforeAll } from 'vitest';
import { RedisServer } from '../redis.ts';

const createOther = (url: string) => createClient({ url });

export interface UsedRedis {
  readonly server: RedisServer;
  /** A client that is none of ours. */
  readonly other: ReturnType<typeof createOther>;
}

/** A Redis for the tests of a `describe`, there while they run. */
export function useRedis(): UsedRedis {
  let used: UsedRedis | undefined;
  const whileRunning = (): UsedRedis => {
    if (used === undefined) throw new Error('Redis is there while the tests run, and not before');
    return used;
  };
  beforeAll(async () => {
    const server = await RedisServer.start();
    const other = createOther(server.url);
    // A Redis that goes away in the middle of a test is what the test is about.
    other.on('error', () => undefined);
    used = { server, other };
    await other.connect();
  });
  afterAll(async () => {
    used?.other.destroy();
    await used?.server[Symbol.asyncDispose]();
  });
  return {
    get server() {
      return whileRunning().server;
    },
    get other() {
      return whileRunning().other;
    },
  };
}
