import { DatabaseSync } from 'node:sqlite';
import { isGone, type Owner, ownerSchema, refuseOwned } from './owner.ts';
import { tellReason } from './runCall.ts';
import { createEmpty, isBusy } from './sqliteDatabase.ts';
import { StoreError } from './store.ts';

/** For the moments in which another process that starts writes its name: nobody holds up the others for longer. */
const TIMEOUT_MS = 200;

/** Of several that start at once, each may find a name that is not there yet, or overwrite one before its owner has the lock. */
const MOST_ATTEMPTS = 20;

/** A claim that is held until it is released, or the process dies. */
export interface FileLease {
  release(): void;
}

/**
 * Claims a file: a tiny database in which the owner's name is committed, and a write transaction is left open. The
 * operating system ends that with the process, however it dies; until then others read the name, and can't write theirs.
 * @param path absolute; the file is made where there is none, and stays
 * @param timeoutMs how long an attempt, of twenty at most, waits for another's lock; the process waits with it
 * @throws {StoreError} `store_owned` where another process holds it
 */
export function leaseFile(path: string, us: Owner, timeoutMs = TIMEOUT_MS): FileLease {
  let database: DatabaseSync | undefined;
  try {
    createEmpty(path);
    database = new DatabaseSync(path, { timeout: timeoutMs });
    defer(database, us);
    const opened = database;
    return { release: () => opened.close() };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (error instanceof StoreError) throw error;
    const message = `The file ${path}, which tells whose the database is, can't be used: ${tellReason(error)}. Delete it, and start again.`;
    throw new StoreError('store_failed', message, { cause: error });
  }
}

/** Leaves the transaction open in which it read its own name, and with it the lock. */
function defer(database: DatabaseSync, us: Owner): void {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    try {
      if (takeTurn(database, us)) return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (database.isTransaction) database.exec('ROLLBACK');
      const holder = findHolder(database, us);
      if (holder !== undefined) throw refuseOwned(holder);
    }
  }
  throw refuseOwned(undefined);
}

/** Writes our name, or, where it stands, keeps the lock that it was read under. */
function takeTurn(database: DatabaseSync, us: Owner): boolean {
  // With a rollback journal, which is not there until something is written, this one file is all there ever is.
  database.exec(`
    PRAGMA journal_mode = DELETE;
    CREATE TABLE IF NOT EXISTS owner (json TEXT NOT NULL) STRICT;
    BEGIN IMMEDIATE;
  `);
  if (parseOwner(readName(database))?.id === us.id) return true;
  database.exec('DELETE FROM owner');
  database.prepare('INSERT INTO owner VALUES (?)').run(JSON.stringify(us));
  database.exec('COMMIT');
  return false;
}

/**
 * Who else holds the file; nobody while one that has just taken it has not written its name yet.
 * @throws {StoreError} `store_owned` where the name can't be read, and never will be
 */
function findHolder(database: DatabaseSync, us: Owner): Owner | undefined {
  const name = readNameIfThere(database);
  if (name === undefined) return undefined;
  const owner = parseOwner(name);
  if (owner === undefined) throw refuseOwned(undefined);
  return owner.id === us.id || isGone(owner, us) ? undefined : owner;
}

/** The table itself may not be there yet. */
function readNameIfThere(database: DatabaseSync): string | undefined {
  try {
    return readName(database);
  } catch {
    return undefined;
  }
}

function readName(database: DatabaseSync): string | undefined {
  const row = database.prepare('SELECT json FROM owner').get() as { json: string } | undefined;
  return row?.json;
}

function parseOwner(name: string | undefined): Owner | undefined {
  try {
    return name === undefined ? undefined : ownerSchema.safeParse(JSON.parse(name)).data;
  } catch {
    return undefined;
  }
}
