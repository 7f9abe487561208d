import { DatabaseSync } from 'node:sqlite';
import { readLocation } from './openEnds.ts';

/**
 * Rewrites the file of a store, so that nothing of what was deleted can be read in it any more: SQLite leaves deleted
 * records in unused pages and in its log. Redis rewrites its append-only file, and its next snapshot leaves them out; what
 * replicas had under way there goes as well.
 */
export async function scrubStore(url: string): Promise<void> {
  const location = readLocation(url);
  if (location.kind === 'redis') {
    const { scrubRedis } = await import('./scrubRedis.ts');
    return scrubRedis(location.url);
  }
  using database = new DatabaseSync(location.path, { timeout: 5_000 });
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
}
