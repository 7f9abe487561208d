import type { DatabaseSync } from 'node:sqlite';
import { LAYOUT_COLLECTION, LAYOUT_RECORD } from './layoutRecord.ts';
import { StoreError } from './store.ts';

/** The text of the layout, where a file is a backup of partitions. */
export function findLayoutText(database: DatabaseSync): string | undefined {
  const statement = database.prepare('SELECT value FROM records WHERE namespace = ? AND key = ?');
  const { value } = statement.get(`{shared}:${LAYOUT_COLLECTION}`, LAYOUT_RECORD) ?? {};
  return value === undefined ? undefined : String(value);
}

/** @throws {StoreError} for a backup of partitions, on which nothing can run */
export function assertNoBackupOfPartitions(database: DatabaseSync, path: string): void {
  if (findLayoutText(database) === undefined) return;
  throw new StoreError(
    'store_failed',
    `The database ${path} is a backup of partitions, and nothing can run on it. Put it back into Redis: npm run -s store -- restore --from ${path} --to redis://…; or make one store of it: npm run -s store -- copy --from ${path} --to <path>.`,
  );
}
