import type { DatabaseSync } from 'node:sqlite';
import { type LayoutRecord, parseLayout, readLayoutOf } from '../layoutRecord.ts';
import { describeOwner, describeThisProcess, isRunning, parseOwner } from '../owner.ts';
import { openForCopying } from '../sqliteDatabase.ts';
import { findLayoutText } from '../sqliteLayout.ts';
import { LEASE_NAMESPACE } from '../sqliteLease.ts';
import type { CopySource } from './copyEnds.ts';
import { readPages } from './sqliteRows.ts';

/** How long a statement waits for another process's lock; a bot that writes locks nobody out. */
const TIMEOUT_MS = 5_000;

/**
 * Opens a file to copy it. It takes no lease, and shows the moment at which it was opened, whatever a bot writes meanwhile.
 * @param path absolute
 * @throws {StoreError} if there is no store that this version can read
 */
export function openSqliteSource(path: string): CopySource {
  const database = openForCopying(path, TIMEOUT_MS);
  // The transaction sees the moment of its first read, and ends when the file is closed.
  database.exec('BEGIN; SELECT 1 FROM records LIMIT 1');
  return {
    layout: readLayout(database),
    database,
    pages: () => readPages(database),
    findOwner: async () => findOwner(database),
    async close() {
      database.close();
    },
  };
}

function readLayout(database: DatabaseSync): LayoutRecord | undefined {
  const text = findLayoutText(database);
  if (text === undefined) return undefined;
  try {
    return readLayoutOf(parseLayout(text));
  } catch (error) {
    database.close();
    throw error;
  }
}

function findOwner(database: DatabaseSync): string | undefined {
  const statement = database.prepare('SELECT value FROM records WHERE namespace = ?');
  const { value } = statement.get(LEASE_NAMESPACE) ?? {};
  const owner = parseOwner(String(value));
  const runs = owner !== undefined && !owner.hasReleased && isRunning(owner, describeThisProcess());
  return runs ? describeOwner(owner) : undefined;
}
