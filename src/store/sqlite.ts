import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Backend } from './backend.ts';
import { acquireFileLease, type FileLease } from './fileLease.ts';
import { GroupCommit } from './groupCommit.ts';
import { describeThisProcess } from './owner.ts';
import { prepareStatements, SqliteAdapter } from './sqliteAdapter.ts';
import { openDatabase } from './sqliteDatabase.ts';

/**
 * Opens the database file.
 * @param path may be relative to the working directory
 * @throws {StoreError} as `openDatabase` does
 */
export function openSqliteBackend(path: string, timeoutMs: number): Backend {
  const absolute = resolve(path);
  const database = openDatabase(absolute, timeoutMs);
  const statements = prepareStatements(database);
  const opened = statSync(absolute);

  /** An open file that was deleted or replaced still takes writes, but they are lost when the process ends. */
  function assertPresent(): void {
    const current = statSync(absolute, { throwIfNoEntry: false });
    if (current?.ino === opened.ino && current.dev === opened.dev) return;
    throw new Error(`the database ${absolute} was removed or replaced. Put it back, or start again`);
  }

  let lease: FileLease | undefined;
  const groupCommit = new GroupCommit(database, assertPresent);
  return {
    namespacePrefix: '',
    createAdapter: () => new SqliteAdapter(statements, groupCommit),
    async check() {
      assertPresent();
      database.exec('SELECT 1 FROM records LIMIT 1');
    },
    async lease() {
      // The real path, so that two names of one database share one lease.
      lease ??= acquireFileLease(`${realpathSync(absolute)}.owner`, describeThisProcess());
    },
    async close() {
      groupCommit.end();
      database.close();
      lease?.release();
    },
  };
}
