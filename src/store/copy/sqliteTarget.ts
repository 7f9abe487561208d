import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { getErrorMessage } from '../getErrorMessage.ts';
import { isBusyError, isFullError, openDatabase } from '../sqliteDatabase.ts';
import { LEASE_NAMESPACE, ownerFileOf, SqliteLease } from '../sqliteLease.ts';
import { StoreError } from '../store.ts';
import { type CopyTarget, parseRecordId, type StoredRecord, type TargetOptions } from './copyEnds.ts';
import { readIds } from './sqliteRows.ts';

const TIMEOUT_MS = 5_000;

/** How many pages are copied between two looks at the event loop. */
const PAGES_AT_ONCE = 1_000;

/** Ends the names of copies that are not complete. The id of the process stands before it. */
const PARTIAL = '.part';

/** The store that a copy is to replace, leased by this process so that no bot starts on it. */
interface Replaced {
  readonly database: DatabaseSync;
  readonly lease: SqliteLease;
}

/**
 * Opens a file to write a copy to. The copy is made in a file beside it, which is given its name at last.
 * @param given absolute; the file need not exist
 * @throws {StoreError} if there is a store that must not be replaced, or that a bot runs on
 */
export function openSqliteTarget(given: string, options: TargetOptions): CopyTarget {
  const exists = statSync(given, { throwIfNoEntry: false }) !== undefined;
  const path = exists ? realpathSync(given) : given;
  return new SqliteTarget(path, exists ? leaseReplaced(path, options) : undefined);
}

function leaseReplaced(path: string, { replace, onWait }: TargetOptions): Replaced {
  const database = openDatabase(path, TIMEOUT_MS);
  try {
    const statement = database.prepare('SELECT count(*) AS count FROM records WHERE namespace <> ?');
    const { count } = statement.get(LEASE_NAMESPACE) ?? {};
    if (Number(count) > 0 && !replace) throw createOccupiedError(path, Number(count));
    const ignore = (): void => undefined;
    const lease = new SqliteLease(database, {
      path: ownerFileOf(path),
      onWait,
      onWarning: ignore,
      onEmptied: ignore,
      onLost: ignore,
    });
    return { database, lease };
  } catch (error) {
    database.close();
    throw error;
  }
}

class SqliteTarget implements CopyTarget {
  readonly #path: string;
  readonly #partial: string;
  readonly #replaced: Replaced | undefined;
  #database: DatabaseSync | undefined;

  constructor(path: string, replaced: Replaced | undefined) {
    this.#path = path;
    this.#partial = `${path}.${process.pid}${PARTIAL}`;
    this.#replaced = replaced;
    removeAbandoned(path);
  }

  async takeFile(source: DatabaseSync): Promise<void> {
    await this.#guard(async () => {
      // Made first, so that it is readable by its owner alone.
      this.#openPartial().close();
      await backup(source, this.#partial, { rate: PAGES_AT_ONCE });
      this.#open().exec(`DELETE FROM records WHERE namespace = '${LEASE_NAMESPACE}'`);
    });
  }

  async put(records: readonly StoredRecord[]): Promise<void> {
    await this.#guard(async () => {
      const insert = this.#open().prepare(
        'INSERT OR REPLACE INTO records (namespace, key, value) VALUES (?, ?, ?)',
      );
      for (const { collection, key, text } of records) insert.run(collection, key, text);
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    const statement = this.#open().prepare('DELETE FROM records WHERE namespace = ? AND key = ?');
    for (const id of ids) statement.run(...toParts(id));
  }

  async getMany(ids: readonly string[]): Promise<(string | undefined)[]> {
    const select = this.#open().prepare('SELECT value FROM records WHERE namespace = ? AND key = ?');
    return ids.map((id) => {
      const { value } = select.get(...toParts(id)) ?? {};
      return value === undefined ? undefined : String(value);
    });
  }

  ids(): AsyncGenerator<string[], void> {
    return readIds(this.#open());
  }

  async commit(): Promise<void> {
    await this.#guard(async () => {
      const database = this.#open();
      database.exec('COMMIT');
      database.close();
      if (this.#replaced === undefined) moveIntoPlace(this.#partial, this.#path);
      else replaceFile(this.#partial, this.#path, this.#replaced.database);
      syncFolder(dirname(this.#path));
    });
  }

  async close(): Promise<void> {
    if (this.#database?.isOpen) this.#database.close();
    removePartial(this.#partial);
    this.#replaced?.lease.release();
    if (this.#replaced?.database.isOpen) this.#replaced.database.close();
  }

  /** Opens the copy, with one transaction around all that is written to it. It has no file beside it but a journal. */
  #open(): DatabaseSync {
    if (this.#database !== undefined) return this.#database;
    const database = this.#openPartial();
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    this.#database = database;
    return database;
  }

  #openPartial(): DatabaseSync {
    try {
      return openDatabase(this.#partial, TIMEOUT_MS);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // People know the path that they gave, and not the file beside it.
      const message = error.message.replaceAll(this.#partial, this.#path);
      throw new StoreError(error.code, message, { cause: error });
    }
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw createWriteError(this.#path, error);
    }
  }
}

function toParts(id: string): [collection: string, key: string] {
  const { collection = '', key = '' } = parseRecordId(id) ?? {};
  return [collection, key];
}

/** Gives a file its name, unless a file of that name has come meanwhile. */
function moveIntoPlace(partial: string, path: string): void {
  try {
    linkSync(partial, path);
  } catch (error) {
    if (existsSync(path)) throw createAppearedError(path, error);
    // Some file systems have no links.
    renameSync(partial, path);
  }
}

/**
 * Puts a file in the place of a database in one step. The log of the old one is written into it first: a log that stayed
 * would be taken for the new one's. The old one is locked meanwhile, so that nobody begins another log.
 */
function replaceFile(partial: string, path: string, old: DatabaseSync): void {
  try {
    old.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    if (!isBusyError(error)) throw error;
    const message = `Another program has ${path} open. End it, and run this again. Nothing was changed.`;
    throw new StoreError('store_failed', message, { cause: error });
  }
  giveTo(statSync(path), [partial, ownerFileOf(path)]);
  try {
    renameSync(partial, path);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
    // Windows replaces no file that is open.
    old.close();
    renameSync(partial, path);
  }
}

/** The user of the bot must be able to write what root has restored. Nobody else may give files away, nor has to. */
function giveTo({ uid, gid }: Pick<Stats, 'uid' | 'gid'>, paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  for (const path of paths) if (existsSync(path)) chownSync(path, uid, gid);
}

/** Makes the new name outlive a power cut. Not every system can. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    fsyncSync(opened);
    closeSync(opened);
  } catch {
    // Windows opens no folders.
  }
}

/** Removes what copies to the same path have left whose processes were killed. */
function removeAbandoned(path: string): void {
  const folder = dirname(path);
  if (!isFolder(folder)) return;
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith(PARTIAL)) continue;
    const pid = Number(name.slice(prefix.length, -PARTIAL.length));
    if (Number.isInteger(pid) && !isProcess(pid)) removePartial(join(folder, name));
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function removePartial(partial: string): void {
  if (!isFolder(dirname(partial))) return;
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(partial + ending, { force: true });
}

function createOccupiedError(path: string, count: number): StoreError {
  const message = `${path} holds a store with ${count} records. Choose another path, or say --replace to put the copy in its place.`;
  return new StoreError('store_failed', message);
}

function createAppearedError(path: string, cause: unknown): StoreError {
  const message = `${path} was made by another program while the copy was made. It stays as it is; run this again.`;
  return new StoreError('store_failed', message, { cause });
}

function createWriteError(path: string, cause: unknown): StoreError {
  const problem = isFullError(cause)
    ? `there is no room for it: the disk is full, or a limit is reached (${getErrorMessage(cause)}). Make room, or choose a path on another disk`
    : `${getErrorMessage(cause)}. Choose another path`;
  const message = `The copy ${path} can't be written: ${problem}. Nothing was changed, and what was written of the copy is removed.`;
  return new StoreError('store_failed', message, { cause });
}
