import { createClient } from '@redis/client';
import { beforeAll } from 'vitest';
import { RedisServer } from '../redis.ts';

const createOther = (url: string) => createClient({ url });

export interface UsedRedis {
  readonly server: RedisServer;
  /** A client that is none of ours. */
  readonly other: ReturnType<typeof createOther>;
}

/** One for all tests of this process: to start one for each file would cost more than most of them do. */
let shared: Promise<UsedRedis> | undefined;

async function start(): Promise<UsedRedis> {
  const server = await RedisServer.start();
  const other = createOther(server.url);
  // A Redis that goes away in the middle of a test is what the test is about.
  other.on('error', () => undefined);
  await other.connect();
  // So vitest ends this process, which would leave the server behind.
  process.once('SIGTERM', () => void server[Symbol.asyncDispose]().finally(() => process.exit()));
  return { server, other };
}

/** A Redis for the tests of a `describe`, there while they run, and empty when they begin. */
export function useRedis(): UsedRedis {
  let used: UsedRedis | undefined;
  const whileRunning = (): UsedRedis => {
    if (used === undefined) throw new Error('Redis is there while the tests run, and not before');
    return used;
  };
  beforeAll(async () => {
    shared ??= start();
    used = await shared;
    await used.other.flushAll();
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
