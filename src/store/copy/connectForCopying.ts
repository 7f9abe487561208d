import { RedisConnection } from '../redisConnection.ts';

/** Longer than a bot waits: putting a large copy in its place keeps Redis busy for a moment. */
const TIMEOUT_MS = 30_000;

/** @throws {StoreError} if Redis can't be used */
export function connectForCopying(url: string): Promise<RedisConnection> {
  return RedisConnection.open(url, {
    timeoutMs: TIMEOUT_MS,
    onError: () => undefined,
    monotonic: () => performance.now(),
  });
}
