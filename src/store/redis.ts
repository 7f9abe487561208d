import type { Backend } from './backend.ts';
import { describeThisProcess } from './owner.ts';
import { RedisAdapter } from './redisAdapter.ts';
import { type RedisAddress, RedisConnection } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { RedisLease } from './redisLease.ts';
import { StoreError } from './store.ts';

export interface RedisOptions {
  readonly timeoutMs: number;
  readonly leaseMs: number;
  readonly onError: (error: Error) => void;
}

/**
 * Connects to Redis.
 * @param url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
 * @throws {StoreError} within about `timeoutMs` where Redis can't be used; it never shows the password
 */
export async function openRedisBackend(
  url: string,
  { timeoutMs, leaseMs, onError }: RedisOptions,
): Promise<Backend> {
  let lease: RedisLease | undefined;
  const connection = new RedisConnection(readAddress(url), timeoutMs, onError);
  await connection.open();
  const keys = new RedisKeys(connection);
  return {
    namespacePrefix: 'threadwatch:',
    createAdapter: () => new RedisAdapter(connection, keys),
    async check() {
      await connection.run(() => connection.client.ping());
    },
    async lease(options) {
      if (lease !== undefined) return;
      const wanted = new RedisLease(connection, describeThisProcess(), leaseMs, options);
      await wanted.take();
      lease = wanted;
    },
    async close() {
      await lease?.release();
      await connection.close();
    },
  };
}

/** Node's own error for a malformed URL holds the URL, so it is not passed on as a cause. */
function readAddress(url: string): RedisAddress {
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    parsed.hostname === '' ||
    !/^(\/\d*)?$/.test(parsed.pathname) ||
    !hasReadableLogin(parsed)
  ) {
    const message =
      'The address of Redis is malformed; write redis://host:6379, or redis://user:password@host:6379/0 with special characters in the password as %XX.';
    throw new StoreError('store_failed', message);
  }
  return { url, channel: `${parsed.protocol}//${parsed.host}${parsed.pathname}` };
}

function hasReadableLogin({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}
