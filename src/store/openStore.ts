import type { Backend } from './backend.ts';
import { createStore } from './createStore.ts';
import { createMemoryBackend } from './memory.ts';
import { openSqliteBackend } from './sqlite.ts';
import type { Store } from './store.ts';
import { readOptions, type StoreOptions } from './storeOptions.ts';
import { createUrlError, readSqlitePath, splitUrl } from './storeUrl.ts';

/**
 * Opens the store that `url` names: `sqlite:./relative.db`, `sqlite:/absolute.db`, `redis://…`, `rediss://…`, `memory:`.
 * @throws {StoreError} `store_failed` within a few seconds, saying what to do; never with a password in the message
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  return createStore(await openBackend(url, options));
}

async function openBackend(url: string, options: StoreOptions): Promise<Backend> {
  const { onWarning, ...redisOptions } = readOptions(options);
  const { prefix, lease } = options;
  const { scheme, rest } = splitUrl(url);
  const isPart = prefix !== undefined || lease !== undefined;
  switch (scheme) {
    case 'redis:':
    case 'rediss:': {
      // Loaded on demand: the Redis client takes more time and memory to load than all of SQLite.
      const { openRedisBackend } = await import('./redis.ts');
      return openRedisBackend(url, { ...redisOptions, ...(prefix && { prefix }), ...(lease && { lease }) });
    }
    case 'sqlite:':
      if (isPart) throw createPartError();
      return openSqliteBackend(readSqlitePath(rest), { timeoutMs: redisOptions.timeoutMs, onWarning });
    case 'memory:':
      if (isPart) throw createPartError();
      if (rest === '') return createMemoryBackend();
      throw createUrlError('"memory:" takes nothing after it');
    default:
      throw createUrlError(
        scheme === '' ? 'The store has no scheme' : `"${scheme}" is not a known kind of store`,
      );
  }
}

function createPartError(): Error {
  return createUrlError('Only Redis holds partitions');
}
