import { realpathSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Backend } from './backend.ts';
import { findRoomProblems } from './findRoomProblems.ts';
import { GroupCommit } from './groupCommit.ts';
import { prepareStatements, SqliteAdapter } from './sqliteAdapter.ts';
import { openDatabase } from './sqliteDatabase.ts';
import { assertNoBackupOfPartitions } from './sqliteLayout.ts';
import { ownerFileOf, SqliteLease } from './sqliteLease.ts';
import type { StoreProblem } from './store.ts';
import { untilUnlocked } from './untilUnlocked.ts';

const LOCKED: StoreProblem = {
  grade: 'fault',
  words: 'Another process writes to the database and locks it. End that process',
};

export interface SqliteOptions {
  /** How long a call waits while another process locks the database. */
  readonly timeoutMs: number;
  /** Called with a message for the log. */
  readonly onWarning: (message: string) => void;
}

/**
 * Opens the database file.
 * @param path may be relative to the working directory
 * @throws {StoreError} as `openDatabase` does
 */
export function openSqliteBackend(path: string, { timeoutMs, onWarning }: SqliteOptions): Backend {
  const absolute = resolve(path);
  const database = openDatabase(absolute, timeoutMs);
  try {
    assertNoBackupOfPartitions(database, absolute);
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = prepareStatements(database);
  const opened = statSync(absolute);

  /** An open file that was deleted or replaced still takes writes, but they are lost when the process ends. */
  function assertPresent(): void {
    const current = statSync(absolute, { throwIfNoEntry: false });
    if (current?.ino === opened.ino && current.dev === opened.dev) return;
    throw new Error(`the database ${absolute} was removed or replaced. Put it back, or start again`);
  }

  let lease: SqliteLease | undefined;
  const groupCommit = new GroupCommit(database, {
    assertUsable(isWriting) {
      if (isWriting) assertPresent();
      lease?.assertHeld(isWriting);
    },
    timeoutMs,
    onWarning,
  });
  return {
    namespacePrefix: '',
    createAdapter: () => new SqliteAdapter(statements, groupCommit),
    async check() {
      assertPresent();
      database.exec('SELECT 1 FROM records LIMIT 1');
    },
    async lease(options) {
      // The real path, so that two names of one database share one lease.
      const path = ownerFileOf(realpathSync(absolute));
      lease ??= await untilUnlocked(
        () => new SqliteLease(database, { ...options, path, onWarning }),
        timeoutMs,
        onWarning,
      );
    },
    async findProblems() {
      return [
        ...(groupCommit.isLocked ? [LOCKED] : []),
        ...findRoomProblems(statfsSync(dirname(absolute)), dirname(absolute)),
      ];
    },
    ensureLeased: () => groupCommit.read(() => undefined),
    async close() {
      groupCommit.end();
      lease?.release();
      database.close();
    },
  };
}
