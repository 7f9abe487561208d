import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers';

/** A transaction that stays open until the current turn of the event loop ends. */
interface Transaction {
  readonly isWriting: boolean;
  readonly committed: PromiseWithResolvers<void>;
}

/**
 * Groups all reads and writes of one turn of the event loop into one transaction, because BEGIN and COMMIT cost more than
 * the statements between them. A write runs at once and resolves when it is committed. A read after a write in the same
 * turn also waits for that commit.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #assertPresent: () => void;
  #open: Transaction | undefined;

  /** @param assertPresent throws if the file is no longer at its path, because a write would then be lost */
  constructor(database: DatabaseSync, assertPresent: () => void) {
    this.#database = database;
    this.#assertPresent = assertPresent;
  }

  /** Runs a read in the current transaction. */
  async read<R>(work: () => R): Promise<R> {
    const { isWriting, committed } = this.#open ?? this.#begin(false);
    const result = work();
    if (isWriting) await committed.promise;
    return result;
  }

  /**
   * Runs a write in the current transaction and resolves when that is committed.
   * @param work must leave nothing behind if it throws
   */
  async write<R>(work: () => R): Promise<R> {
    if (this.#open?.isWriting === false) this.end();
    const { committed } = this.#open ?? this.#begin(true);
    const result = this.#attempt(work);
    await committed.promise;
    return result;
  }

  /** As `write`, for several statements: if `work` throws, none of them takes effect. */
  writeAll<R>(work: () => R): Promise<R> {
    return this.write(() => {
      this.#database.exec('SAVEPOINT many');
      try {
        const result = work();
        this.#database.exec('RELEASE many');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK TO many; RELEASE many');
        throw error;
      }
    });
  }

  /** Commits the open transaction, if there is one. */
  end(): void {
    const transaction = this.#open;
    if (transaction === undefined) return;
    this.#open = undefined;
    try {
      this.#database.exec('COMMIT');
      transaction.committed.resolve();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      transaction.committed.reject(error);
    }
  }

  #begin(isWriting: boolean): Transaction {
    if (isWriting) this.#assertPresent();
    this.#database.exec(isWriting ? 'BEGIN IMMEDIATE' : 'BEGIN');
    const transaction = { isWriting, committed: Promise.withResolvers<void>() };
    // Avoids an unhandled rejection. Writers await this promise, but there may be none.
    transaction.committed.promise.catch(() => undefined);
    this.#open = transaction;
    setImmediate(() => {
      if (this.#open === transaction) this.end();
    });
    return transaction;
  }

  /** On a full disk SQLite rolls back by itself. Then every write of this turn is lost, so all of them reject. */
  #attempt<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      if (!this.#database.isTransaction) {
        this.#open?.committed.reject(error);
        this.#open = undefined;
      }
      throw error;
    }
  }
}
