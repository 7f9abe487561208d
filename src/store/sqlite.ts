import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Backend } from './backend.ts';
import { type FileLease, leaseFile } from './fileLease.ts';
import { GroupCommit } from './groupCommit.ts';
import { describeThisProcess } from './owner.ts';
import { prepareStatements, SqliteAdapter } from './sqliteAdapter.ts';
import { openDatabase } from './sqliteDatabase.ts';

/** Opens the file; see `openDatabase` for what is refused. `path` may be relative to the working directory. */
export function openSqliteBackend(path: string, timeoutMs: number): Backend {
  const absolute = resolve(path);
  const database = openDatabase(absolute, timeoutMs);
  const statements = prepareStatements(database);
  const opened = statSync(absolute);

  /** The open file lives on when it is deleted or replaced, and with it all that is written – until the process ends. */
  function assertPresent(): void {
    const there = statSync(absolute, { throwIfNoEntry: false });
    if (there?.ino === opened.ino && there.dev === opened.dev) return;
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
      // By its true path, so that two names of one database meet.
      lease ??= leaseFile(`${realpathSync(absolute)}.owner`, describeThisProcess());
    },
    async close() {
      groupCommit.end();
      database.close();
      lease?.release();
    },
  };
}
