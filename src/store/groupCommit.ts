import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers';
import { isBusyError } from './sqliteDatabase.ts';
import { untilUnlocked } from './untilUnlocked.ts';

/** A transaction that stays open until the current turn of the event loop ends. */
interface Transaction {
  readonly isWriting: boolean;
  readonly committed: PromiseWithResolvers<void>;
}

export interface GroupCommitOptions {
  /**
   * Called at the beginning of each transaction, in it. Throws if nothing may be written (or read): the file is no longer
   * at its path, so that writes would be lost, or another process owns the database.
   */
  readonly assertUsable: (isWriting: boolean) => void;
  /** How long reads and writes wait while another process locks the database. The event loop goes on meanwhile. */
  readonly timeoutMs: number;
  /** Called with a message for the log, once for each time that the database is locked for long. */
  readonly onWarning: (message: string) => void;
}

/**
 * Groups all reads and writes of one turn of the event loop into one transaction, because BEGIN and COMMIT cost more than
 * the statements between them. A write runs at once and resolves when it is committed. A read after a write in the same
 * turn also waits for that commit. While another process locks the database, all wait in their order.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #options: GroupCommitOptions;
  #open: Transaction | undefined;
  /** Resolves when a transaction for writing is open; all writes that wait for one share it. */
  #turn: Promise<void> | undefined;

  constructor(database: DatabaseSync, options: GroupCommitOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Whether writes wait because another process locks the database. */
  get isLocked(): boolean {
    return this.#turn !== undefined;
  }

  /** Runs a read in the current transaction. */
  async read<R>(work: () => R): Promise<R> {
    const { timeoutMs, onWarning } = this.#options;
    const attempt = (): readonly [result: R, transaction: Transaction] => {
      const transaction = this.#open ?? this.#begin(false);
      return [work(), transaction];
    };
    const [result, { isWriting, committed }] = await untilUnlocked(attempt, timeoutMs, onWarning);
    if (isWriting) await committed.promise;
    return result;
  }

  /**
   * Runs a write in the current transaction and resolves when that is committed.
   * @param work must leave nothing behind if it throws
   */
  async write<R>(work: () => R): Promise<R> {
    if (this.#turn !== undefined) await this.#turn;
    else if (!this.#tryBeginWriting()) await this.#waitForTurn();
    const { committed } = this.#open?.isWriting ? this.#open : this.#begin(true);
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

  /** @returns whether a transaction for writing is open now; not while another process locks the database */
  #tryBeginWriting(): boolean {
    try {
      this.#beginWriting();
      return true;
    } catch (error) {
      if (isBusyError(error)) return false;
      throw error;
    }
  }

  #beginWriting(): void {
    if (this.#open?.isWriting === true) return;
    this.end();
    this.#begin(true);
  }

  /** Those who wait go on in the microtasks after this resolves, which is before the transaction is committed. */
  #waitForTurn(): Promise<void> {
    const { timeoutMs, onWarning } = this.#options;
    this.#turn = untilUnlocked(() => this.#beginWriting(), timeoutMs, onWarning).finally(() => {
      this.#turn = undefined;
    });
    return this.#turn;
  }

  #begin(isWriting: boolean): Transaction {
    this.#database.exec(isWriting ? 'BEGIN IMMEDIATE' : 'BEGIN');
    try {
      this.#options.assertUsable(isWriting);
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
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
