import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { acquireFileLease, type FileLease } from './fileLease.ts';
import {
  createOwnedError,
  describeOwner,
  describeThisProcess,
  isRunning,
  type Owner,
  parseOwner,
} from './owner.ts';
import { type LeaseOptions, StoreError } from './store.ts';

/** Where the owner's record is. No collection can have this name. */
export const LEASE_NAMESPACE = '(lease)';

const EMPTIED_WHILE_RUNNING =
  'the store was emptied: the database holds none of our records any more. Somebody deleted them';
const EMPTIED_BEFORE =
  'the store was emptied: the database is new, but the file beside it shows that it was used before. Every watch, alert setting and stored token is lost';

/** The file beside a database that its owner locks. @param path of the database */
export function ownerFileOf(path: string): string {
  return `${path}.owner`;
}

export interface SqliteLeaseOptions extends LeaseOptions {
  /** The file beside the database that is locked as long as this process runs. */
  readonly path: string;
  /** Called with a message for the log. */
  readonly onWarning: (message: string) => void;
}

/**
 * A lease on a database: a lock on a file beside it, and the owner's record in the database itself. The lock ends with its
 * process, also after a crash. The record is read in every transaction, so a process that does not own the database any
 * more, because somebody deleted the locked file, neither reads nor writes anything. The record names the last owner even
 * when that one has ended; only where the database was emptied, there is none.
 */
export class SqliteLease {
  readonly #statements: Record<'read' | 'write', StatementSync>;
  readonly #options: SqliteLeaseOptions;
  readonly #self: Owner = describeThisProcess();
  readonly #text = JSON.stringify(this.#self);
  #file: FileLease;
  #lost: StoreError | undefined;
  #isEmptied = false;

  /** @throws {StoreError} `store_owned` if another process owns the database */
  constructor(database: DatabaseSync, options: SqliteLeaseOptions) {
    this.#options = options;
    this.#statements = {
      read: database.prepare(`SELECT value FROM records WHERE namespace = '${LEASE_NAMESPACE}'`),
      write: database.prepare(
        `INSERT OR REPLACE INTO records (namespace, key, value) VALUES ('${LEASE_NAMESPACE}', 'owner', ?)`,
      ),
    };
    this.#file = acquireFileLease(options.path, this.#self);
    try {
      this.#take(database);
    } catch (error) {
      this.#file.release();
      throw error;
    }
  }

  /**
   * Called in every transaction, before anything is read or written.
   * @throws {StoreError} `store_lost` if another process has taken the database over
   */
  assertHeld(isWriting: boolean): void {
    if (this.#lost !== undefined) throw this.#lost;
    const text = this.#read();
    if (text === undefined) this.#onEmptied(isWriting);
    else if (text !== this.#text) throw this.#lose(parseOwner(text));
    if (isWriting && !this.#file.isPresent()) this.#putBack();
  }

  /**
   * The next start finds that the owner has released the lease, and takes it. Our record stays: a process that had the
   * lease before us, and stood still meanwhile, learns from it that what it remembers is out of date.
   */
  release(): void {
    try {
      if (this.#lost === undefined && this.#read() === this.#text)
        this.#statements.write.run(JSON.stringify({ ...this.#self, hasReleased: true }));
    } catch {
      // The database is locked or broken. Our record stays; it names a process that has ended.
    }
    this.#file.release();
  }

  #take(database: DatabaseSync): void {
    const owner = parseOwner(this.#read() ?? '');
    // Somebody deleted the locked file of a process that still runs.
    if (owner !== undefined && !owner.hasReleased && isRunning(owner, this.#self))
      throw createOwnedError(owner);
    const isEmpty = database.prepare('SELECT 1 FROM records LIMIT 1').get() === undefined;
    this.#statements.write.run(this.#text);
    if (isEmpty && this.#file.hadOwner)
      this.#options.onEmptied({ kind: 'before-start', message: EMPTIED_BEFORE });
  }

  #onEmptied(isWriting: boolean): void {
    if (!this.#isEmptied) this.#options.onEmptied({ kind: 'while-running', message: EMPTIED_WHILE_RUNNING });
    this.#isEmptied = !isWriting;
    if (isWriting) this.#statements.write.run(this.#text);
  }

  /** The locked file was deleted or replaced: a new one is locked, unless another process was faster. */
  #putBack(): void {
    const { path, onWarning } = this.#options;
    const before = this.#file;
    try {
      this.#file = acquireFileLease(path, this.#self, 0);
    } catch (error) {
      if (error instanceof StoreError && error.code === 'store_owned') throw this.#lose(undefined);
      throw error;
    }
    before.release();
    onWarning(
      `the file ${path} was deleted, which keeps a second process out; it was created again. Do not delete it while Threadwatch runs`,
    );
  }

  #lose(owner: Owner | undefined): StoreError {
    const other = owner === undefined ? 'another process' : describeOwner(owner);
    this.#lost = new StoreError(
      'store_lost',
      `The file ${this.#options.path} was deleted, and ${other} took over the store. Only one process may use it, so this one stops.`,
    );
    this.#options.onLost(this.#lost);
    return this.#lost;
  }

  #read(): string | undefined {
    const row = this.#statements.read.get() as { readonly value: string } | undefined;
    return row?.value;
  }
}
