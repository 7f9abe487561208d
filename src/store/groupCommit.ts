import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers';

/** A transaction that is open until this turn of the event loop is over. */
interface Transaction {
  readonly isWriting: boolean;
  readonly committed: PromiseWithResolvers<void>;
}

/**
 * Puts all that is read and written in one turn of the event loop into one transaction: to begin and to commit
 * cost more than what is in between. A write is done at once, and acknowledged when it is committed; a read that
 * comes after it is answered no sooner.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #assertPresent: () => void;
  #open: Transaction | undefined;

  /** @param assertPresent throws where a write would be lost, because the file is no longer at its path */
  constructor(database: DatabaseSync, assertPresent: () => void) {
    this.#database = database;
    this.#assertPresent = assertPresent;
  }

  async read<R>(work: () => R): Promise<R> {
    const { isWriting, committed } = this.#open ?? this.#begin(false);
    const result = work();
    if (isWriting) await committed.promise;
    return result;
  }

  /** @param work leaves nothing behind where it throws */
  async write<R>(work: () => R): Promise<R> {
    if (this.#open?.isWriting === false) this.end();
    const { committed } = this.#open ?? this.#begin(true);
    const result = this.#attempt(work);
    await committed.promise;
    return result;
  }

  /** Writes many, or none of them. */
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

  /** Commits what is open. */
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
    // Whoever wrote hears of it; nobody need have.
    transaction.committed.promise.catch(() => undefined);
    this.#open = transaction;
    setImmediate(() => {
      if (this.#open === transaction) this.end();
    });
    return transaction;
  }

  /** A full disk has SQLite roll back by itself: then all that was written in this turn is gone, and says so. */
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
