import { RedisClient } from '@redis/client';

/** BullMQ reads the answers of this protocol; those that we ask for are the same in the newer one. */
const PROTOCOL = { RESP: 2 } as const;

// `createClient` of the package makes a class with all commands of Redis for each client whose options differ from those of
// the client before. A class takes 7 MB, and code that meets several classes is slower.
const createOfClass = RedisClient.factory(PROTOCOL);

/** Creates a client of Redis. All clients share one class. */
export function createRedisClient(options: Parameters<typeof createOfClass>[0]) {
  // The class chooses how answers are read, and the option what the connection speaks.
  return createOfClass({ ...options, ...PROTOCOL });
}
