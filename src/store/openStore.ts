import type { Backend } from './backend.ts';
import { createStore } from './createStore.ts';
import { createMemoryBackend } from './memory.ts';
import { openSqliteBackend } from './sqlite.ts';
import type { Store } from './store.ts';
import { readPath, refuse, splitUrl } from './storeUrl.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** Long enough for a pause of the process or of Redis, short enough to wait for after a crash. */
const DEFAULT_LEASE_MS = 15_000;

export interface StoreOptions {
  /** Told when the store fails outside a call: a dropped connection. Calls reject by themselves. */
  readonly onError?: (error: Error) => void;
  /** How long a call may wait for another writer (SQLite) or an answer (Redis); 5 s. */
  readonly timeoutMs?: number;
  /** How long a claim on Redis outlives a process that can't renew it any more; 15 s. */
  readonly leaseMs?: number;
}

/**
 * Opens the store that `url` names: `sqlite:./relative.db`, `sqlite:/absolute.db`, `redis://…`, `rediss://…`, `memory:`.
 * @throws {StoreError} `store_failed` within a few seconds, saying what to do; never with a password in it
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  return createStore(await openBackend(url, options));
}

async function openBackend(
  url: string,
  { onError = () => {}, timeoutMs = DEFAULT_TIMEOUT_MS, leaseMs = DEFAULT_LEASE_MS }: StoreOptions,
): Promise<Backend> {
  const { scheme, rest } = splitUrl(url);
  switch (scheme) {
    case 'sqlite:':
      return openSqliteBackend(readPath(rest), timeoutMs);
    case 'redis:':
    case 'rediss:': {
      // Its client takes longer to load, and more memory, than all of SQLite.
      const { openRedisBackend } = await import('./redis.ts');
      return openRedisBackend(url, { timeoutMs, leaseMs, onError });
    }
    case 'memory:':
      if (rest === '') return createMemoryBackend();
      throw refuse('"memory:" takes nothing after it');
    default:
      throw refuse(scheme === '' ? 'The store has no scheme' : `"${scheme}" is no store known here`);
  }
}
