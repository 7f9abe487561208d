import type { Backend } from './backend.ts';
import { createStore } from './createStore.ts';
import { createMemoryBackend } from './memory.ts';
import { openSqliteBackend } from './sqlite.ts';
import type { Store } from './store.ts';
import { createUrlError, readSqlitePath, splitUrl } from './storeUrl.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** Longer than a usual pause of the process or of Redis, and short enough to wait for after a crash. */
const DEFAULT_LEASE_MS = 15_000;

export interface StoreOptions {
  /** Called when the store fails outside a call, for example when its connection drops. Failed calls reject instead. */
  readonly onError?: (error: Error) => void;
  /** Called with a message for the log when something is wrong with the store, although calls still work. */
  readonly onWarning?: (message: string) => void;
  /** How long a call may wait for another writer (SQLite) or an answer (Redis); 5 s by default. */
  readonly timeoutMs?: number;
  /** How long a lease on Redis lasts if its process stops renewing it; 15 s by default. */
  readonly leaseMs?: number;
  /** In ms. It runs evenly, and nobody sets it; the process's own by default. Redis is reconnected to and leased by it. */
  readonly monotonic?: () => number;
}

/**
 * Opens the store that `url` names: `sqlite:./relative.db`, `sqlite:/absolute.db`, `redis://…`, `rediss://…`, `memory:`.
 * @throws {StoreError} `store_failed` within a few seconds, saying what to do; never with a password in the message
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  return createStore(await openBackend(url, options));
}

async function openBackend(
  url: string,
  {
    onError = () => {},
    onWarning = () => {},
    timeoutMs = DEFAULT_TIMEOUT_MS,
    leaseMs = DEFAULT_LEASE_MS,
    monotonic = () => performance.now(),
  }: StoreOptions,
): Promise<Backend> {
  const { scheme, rest } = splitUrl(url);
  switch (scheme) {
    case 'sqlite:':
      return openSqliteBackend(readSqlitePath(rest), { timeoutMs, onWarning });
    case 'redis:':
    case 'rediss:': {
      // Loaded on demand: the Redis client takes more time and memory to load than all of SQLite.
      const { openRedisBackend } = await import('./redis.ts');
      return openRedisBackend(url, { timeoutMs, leaseMs, onError, monotonic });
    }
    case 'memory:':
      if (rest === '') return createMemoryBackend();
      throw createUrlError('"memory:" takes nothing after it');
    default:
      throw createUrlError(
        scheme === '' ? 'The store has no scheme' : `"${scheme}" is not a known kind of store`,
      );
  }
}
