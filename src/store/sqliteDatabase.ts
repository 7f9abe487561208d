import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { tellReason } from './runCall.ts';
import { StoreError } from './store.ts';

/** `user_version` of the schema below. A file with a higher one was written by a newer Threadwatch. */
const SCHEMA_VERSION = 1;

/** https://www.sqlite.org/rescode.html; the low byte of an extended code. */
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/**
 * Opens the database file, and makes it, readable by its owner alone, where there is none.
 * A killed process loses nothing that was acknowledged; a power cut may lose the last moments (WAL with
 * `synchronous=NORMAL`), never the file.
 * @param path absolute
 * @param timeoutMs how long a statement waits (and with it the process) while another process writes
 * @throws {StoreError} `store_failed`, with what to do, where the file can't serve; it is left as it was
 */
export function openDatabase(path: string, timeoutMs: number): DatabaseSync {
  assertUsable(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: timeoutMs });
    prepareSchema(database, path);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw toRefusal(path, error);
  }
}

function assertUsable(path: string): void {
  const folder = dirname(path);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw refuse(
      path,
      `its folder ${folder} can't be written (${tellReason(error)})`,
      'Give this user the right to write there, or choose another place',
      error,
    );
  }
  try {
    createEmpty(path);
    if (!statSync(path).isFile()) {
      throw refuse(path, 'it is not a file', 'Name a file inside it, or another place');
    }
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const remedy = 'Give this user the right to read and write it, or choose another place';
    throw refuse(path, `it can't be written (${tellReason(error)})`, remedy, error);
  }
}

/** One by one: where the system refuses in a way of its own, as under `/proc`, Node's recursive way never ends. */
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

/** Makes the file, for its owner's eyes alone, where there is none. SQLite gives its `-wal` and `-shm` files the mode of the database. */
export function createEmpty(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) throw error;
  }
}

function prepareSchema(database: DatabaseSync, path: string): void {
  const version = readNumber(database, 'SELECT user_version AS number FROM pragma_user_version');
  if (version > SCHEMA_VERSION) {
    throw refuse(
      path,
      `it was written by a newer version of Threadwatch (schema ${version}; this one knows ${SCHEMA_VERSION})`,
      'Start the newer version, or choose another place',
    );
  }
  if (version === 0 && readNumber(database, 'SELECT count(*) AS number FROM sqlite_schema') > 0) {
    throw refuse(path, 'it belongs to another program', 'Choose another place');
  }
  const mode = database.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string };
  if (mode.journal_mode !== 'wal') {
    throw refuse(path, 'its file system knows no write-ahead log', 'Choose a place on a local disk');
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

function toRefusal(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = readCode(error);
  if (code === SQLITE_NOTADB) {
    return refuse(path, 'it is no SQLite database', 'Move that file away, or choose another place', error);
  }
  if (isBusy(error)) {
    return refuse(path, 'another process is writing to it', 'End that process, then start again', error);
  }
  return refuse(path, tellReason(error), 'Restore it from a copy, or choose another place', error);
}

/** The low byte of SQLite's result code, where the error has one. */
function readCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

/** Whether another connection's lock stands in the way. */
export function isBusy(error: unknown): boolean {
  return readCode(error) === SQLITE_BUSY;
}

function refuse(path: string, problem: string, remedy: string, cause?: unknown): StoreError {
  const message = `The database ${path} can't be used: ${problem}. ${remedy}.`;
  return new StoreError('store_failed', message, { cause });
}
