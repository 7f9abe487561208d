import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explainFileFault } from './explainFileFault.ts';
import { getErrorMessage } from './getErrorMessage.ts';
import { StoreError } from './store.ts';

/** `user_version` of the schema below. A file with a higher one was written by a newer Threadwatch. */
const SCHEMA_VERSION = 1;

/**
 * How long a statement waits for another process's lock, ms. It blocks the event loop, so it is hardly longer than a short
 * write of another process. Longer locks are waited for without blocking.
 */
const BUSY_TIMEOUT_MS = 5;

/** https://www.sqlite.org/rescode.html; the low byte of an extended code. */
const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

/** What is left to do where nothing tells the cause. */
const OTHER_PATH = 'Choose another path';

/**
 * Opens the database file. If it does not exist, creates it, readable only by its owner.
 * A killed process loses nothing that was acknowledged. A power cut may lose the last few writes, but does not corrupt
 * the file (WAL with `synchronous=NORMAL`, https://www.sqlite.org/pragma.html#pragma_synchronous).
 * @param path absolute
 * @param timeoutMs how long opening it waits while another process writes; it blocks this process
 * @throws {StoreError} `store_failed`, with a remedy, if the file can't be used; the file stays unchanged
 */
export function openDatabase(path: string, timeoutMs: number): DatabaseSync {
  assertUsable(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: timeoutMs });
    prepareSchema(database, path);
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw toStoreError(path, error);
  }
}

function assertUsable(path: string): void {
  const folder = dirname(path);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const remedy = explainFileFault(error)?.remedy ?? OTHER_PATH;
    throw createRefusal(
      path,
      `its folder ${folder} can't be written (${getErrorMessage(error)})`,
      remedy,
      error,
    );
  }
  try {
    createEmptyFile(path);
    if (!statSync(path).isFile()) {
      throw createRefusal(path, 'it is not a file', 'Name a file inside it, or choose another path');
    }
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw toStoreError(path, error);
  }
}

/** Creates one folder at a time: under `/proc`, Node's `mkdirSync` with `recursive` never returns. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Creates the file, readable only by its owner, if it does not exist. SQLite gives `-wal` and `-shm` the same mode. */
export function createEmptyFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) throw error;
  }
}

/**
 * Opens the file of a store to copy its records. It is neither created nor prepared for a bot.
 * @param path absolute
 * @param timeoutMs how long a statement waits while another process writes; it blocks this process
 * @throws {StoreError} `store_failed`, with a remedy, if there is no store that this version can read
 */
export function openForCopying(path: string, timeoutMs: number): DatabaseSync {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true)
    throw createRefusal(path, stats ? 'it is not a file' : 'there is no such file', 'Check the path');
  let database: DatabaseSync | undefined;
  try {
    // Only a connection that may write removes its log when it is closed. A file that can't be written has no log.
    database = new DatabaseSync(path, { timeout: timeoutMs, readOnly: !isWritable(path) });
    if (assertOurs(database, path) === 0) {
      throw createRefusal(path, 'it is empty', 'Name the file of a store, or a backup of one');
    }
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw toStoreError(path, error);
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns the version of its schema; 0 for a file that holds nothing yet */
function assertOurs(database: DatabaseSync, path: string): number {
  // Both are of one moment: else a process that makes the tables in between would seem to be another program.
  database.exec('BEGIN');
  const version = readNumber(database, 'SELECT user_version AS number FROM pragma_user_version');
  const tables = readNumber(database, 'SELECT count(*) AS number FROM sqlite_schema');
  database.exec('COMMIT');
  if (version > SCHEMA_VERSION) {
    throw createRefusal(
      path,
      `it was written by a newer version of Threadwatch (schema ${version}; this version supports ${SCHEMA_VERSION})`,
      'Start the newer version, or choose another path',
    );
  }
  if (version === 0 && tables > 0) {
    throw createRefusal(path, 'it belongs to another program', 'Choose another path');
  }
  return version;
}

function prepareSchema(database: DatabaseSync, path: string): void {
  const version = assertOurs(database, path);
  const mode = database.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string };
  if (mode.journal_mode !== 'wal') {
    throw createRefusal(
      path,
      'its file system does not support a write-ahead log',
      'Choose a path on a local disk',
    );
  }
  database.exec('PRAGMA synchronous = NORMAL');
  if (version === SCHEMA_VERSION) return;
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS records (
      namespace TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      expires INTEGER,
      PRIMARY KEY (namespace, key)
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = ${SCHEMA_VERSION};
    COMMIT;
  `);
}

function readNumber(database: DatabaseSync, sql: string): number {
  const row = database.prepare(sql).get() as { number: number };
  return row.number;
}

function toStoreError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { problem, remedy } = explainFileFault(error) ?? {
    problem: getErrorMessage(error),
    remedy: OTHER_PATH,
  };
  return createRefusal(path, problem, remedy, error);
}

/** The low byte of SQLite's result code, if the error has one. */
export function readResultCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

/** Whether another connection holds the lock. */
export function isBusyError(error: unknown): boolean {
  return readResultCode(error) === SQLITE_BUSY;
}

/** Whether there was no room for a write: the disk is full, or a limit or a quota of the system is reached. */
export function isFullError(error: unknown): boolean {
  const code = readResultCode(error);
  return code === SQLITE_FULL || code === SQLITE_IOERR;
}

function createRefusal(path: string, problem: string, remedy: string, cause?: unknown): StoreError {
  const message = `The database ${path} can't be used: ${problem}. ${remedy}.`;
  return new StoreError('store_failed', message, { cause });
}
