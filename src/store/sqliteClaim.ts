import { DatabaseSync } from 'node:sqlite';
import { type Owner, ownerSchema, refuseOwned } from './owner.ts';
import { tellReason } from './runCall.ts';
import { createEmpty, isBusy } from './sqliteDatabase.ts';
import { StoreError } from './store.ts';

/** For the moments in which another process that starts writes its name: nobody holds up the others for longer. */
const TIMEOUT_MS = 200;

/** Two that start at once may overwrite each other's name before one of them has the lock. */
const MOST_ATTEMPTS = 20;

/** A claim that is held until it is released, or the process dies. */
export interface FileClaim {
  release(): void;
}

/**
 * Claims a file: a tiny database in which the owner's name is committed, and a write transaction is left open. The
 * operating system ends that with the process, however it dies; until then others read the name, and can't write theirs.
 * @param path absolute; the file is made where there is none, and stays
 * @throws {StoreError} `store_owned` where another process holds it
 */
export function claimFile(path: string, us: Owner): FileClaim {
  let database: DatabaseSync | undefined;
  try {
    createEmpty(path);
    database = new DatabaseSync(path, { timeout: TIMEOUT_MS });
    // With a rollback journal, which is not there until something is written, this one file is all there ever is.
    database.exec(
      'PRAGMA journal_mode = DELETE; CREATE TABLE IF NOT EXISTS owner (json TEXT NOT NULL) STRICT',
    );
    hold(database, us);
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (error instanceof StoreError) throw error;
    if (isBusy(error)) throw refuseOwned(undefined);
    const message = `The file ${path}, which tells whose the database is, can't be used: ${tellReason(error)}. Delete it, and start again.`;
    throw new StoreError('store_failed', message, { cause: error });
  }
}

/** Leaves the transaction open in which it read its own name, and with it the lock. */
function hold(database: DatabaseSync, us: Owner): void {
  let owner: Owner | undefined;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (!isBusy(error)) throw error;
      owner = readOwner(database);
      if (owner?.id === us.id) continue;
      break;
    }
    if (readOwner(database)?.id === us.id) return;
    database.exec('DELETE FROM owner');
    database.prepare('INSERT INTO owner VALUES (?)').run(JSON.stringify(us));
    database.exec('COMMIT');
  }
  throw refuseOwned(owner);
}

function readOwner(database: DatabaseSync): Owner | undefined {
  const row = database.prepare('SELECT json FROM owner').get() as { json: string } | undefined;
  if (row === undefined) return undefined;
  try {
    return ownerSchema.safeParse(JSON.parse(row.json)).data;
  } catch {
    return undefined;
  }
}
