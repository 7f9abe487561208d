import { RedisClient } from '@redis/client';

// `createClient` of the package makes a class with all commands of Redis for each client whose options differ from those of
// the client before. A class takes 7 MB, and code that meets several classes is slower. So all clients share one, or two.

/** Creates a client that speaks the newer protocol of Redis, RESP3. */
export const createRedisClient = RedisClient.factory();

const RESP2 = { RESP: 2 } as const;
const createOfClass = RedisClient.factory(RESP2);

/** Creates a client that speaks RESP2, which BullMQ reads. */
export function createResp2Client(options: Parameters<typeof createOfClass>[0]) {
  // The class chooses how answers are read, and the option what the connection speaks.
  return createOfClass({ ...options, ...RESP2 });
}
