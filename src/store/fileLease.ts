import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { explainFileFault } from './explainFileFault.ts';
import { getErrorMessage } from './getErrorMessage.ts';
import { createOwnedError, hasExited, type Owner, parseOwner } from './owner.ts';
import { createEmptyFile, isBusyError, readResultCode } from './sqliteDatabase.ts';
import { StoreError } from './store.ts';

/** How long to wait for another starting process to write its owner record; that takes only moments. */
const TIMEOUT_MS = 200;

/** Several processes that start at once may see an empty file, or overwrite each other's record before one has the lock. */
const MAX_ATTEMPTS = 20;

/** https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11;
const SQLITE_FORMAT = 24;
const SQLITE_NOTADB = 26;

/** A lease that lasts until it is released or the process ends. */
export interface FileLease {
  /** Whether the file had the record of an earlier owner when it was acquired. */
  readonly hadOwner: boolean;
  /** Whether the file is still at its path. If it was deleted, another process could acquire a lease on a new one. */
  isPresent(): boolean;
  release(): void;
}

/**
 * Acquires a lease on a file. The file is a tiny SQLite database: the owner record is committed to it, and then a write
 * transaction stays open. The operating system ends that transaction when the process ends, even after a crash. Until
 * then other processes can read the owner record but can't write their own.
 * @param path absolute; the file is created if it does not exist, and is never deleted
 * @param timeoutMs how long each attempt (at most 20) waits for another process's lock; it blocks this process
 * @throws {StoreError} `store_owned` if another process holds the lease
 */
export function acquireFileLease(path: string, self: Owner, timeoutMs = TIMEOUT_MS): FileLease {
  let database: DatabaseSync | undefined;
  try {
    createEmptyFile(path);
    database = new DatabaseSync(path, { timeout: timeoutMs });
    const hadOwner = readOwnerTextIfPresent(database) !== undefined;
    acquireLock(database, self);
    const opened = database;
    const { ino, dev } = statSync(path);
    return {
      hadOwner,
      isPresent() {
        const current = statSync(path, { throwIfNoEntry: false });
        return current?.ino === ino && current.dev === dev;
      },
      release: () => opened.close(),
    };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (error instanceof StoreError) throw error;
    const message = `The file ${path}, which records the owner of the database, can't be used: ${explain(error)}.`;
    throw new StoreError('store_failed', message, { cause: error });
  }
}

/** A file that is no database or a damaged one holds nothing that is needed; all else has the remedies of any file. */
function explain(error: unknown): string {
  const words = explainFileFault(error);
  const isUseless = [SQLITE_CORRUPT, SQLITE_FORMAT, SQLITE_NOTADB].includes(readResultCode(error) ?? 0);
  if (words === undefined || isUseless) return `${getErrorMessage(error)}. Delete it, and start again`;
  return `${words.problem}. ${words.remedy}`;
}

/** Returns with the lock held: the transaction that read our own owner record stays open. */
function acquireLock(database: DatabaseSync, self: Owner): void {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      if (tryAcquireLock(database, self)) return;
    } catch (error) {
      if (!isBusyError(error)) throw error;
      if (database.isTransaction) database.exec('ROLLBACK');
      const other = findOtherOwner(database, self);
      if (other !== undefined) throw createOwnedError(other);
    }
  }
  throw createOwnedError(undefined);
}

/** Writes our owner record; if it is already there, keeps the lock under which it was read. @returns whether it holds the lock */
function tryAcquireLock(database: DatabaseSync, self: Owner): boolean {
  // A rollback journal exists only during a write, so this stays a single file; WAL would add two more.
  database.exec(`
    PRAGMA journal_mode = DELETE;
    CREATE TABLE IF NOT EXISTS owner (json TEXT NOT NULL) STRICT;
    BEGIN IMMEDIATE;
  `);
  if (parseOwner(readOwnerText(database) ?? '')?.id === self.id) return true;
  database.exec('DELETE FROM owner');
  database.prepare('INSERT INTO owner VALUES (?)').run(JSON.stringify(self));
  database.exec('COMMIT');
  return false;
}

/**
 * @returns the other process that holds the file; `undefined` if it has not written its owner record yet
 * @throws {StoreError} `store_owned` if there is an owner record that can't be parsed
 */
function findOtherOwner(database: DatabaseSync, self: Owner): Owner | undefined {
  const text = readOwnerTextIfPresent(database);
  if (text === undefined) return undefined;
  const owner = parseOwner(text);
  if (owner === undefined) throw createOwnedError(undefined);
  return owner.id === self.id || hasExited(owner, self) ? undefined : owner;
}

/** The table itself may not be there yet. */
function readOwnerTextIfPresent(database: DatabaseSync): string | undefined {
  try {
    return readOwnerText(database);
  } catch {
    return undefined;
  }
}

function readOwnerText(database: DatabaseSync): string | undefined {
  const row = database.prepare('SELECT json FROM owner').get() as { json: string } | undefined;
  return row?.json;
}
