import type { ZodType } from 'zod';
import type { RecordIndex } from './recordIndex.ts';

/**
 * `store_failed`: a call failed. `record_corrupt`: a record can't be read. `store_owned`: another process uses the store.
 * `store_lost`: another process took the store over while this one was suspended.
 */
export type StoreErrorCode = 'store_failed' | 'record_corrupt' | 'store_owned' | 'store_lost';

/** A failed call or an unreadable record. A read that fails must never look like a record that does not exist. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether the record is at fault, not the store. */
export function isCorrupt(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'record_corrupt';
}

/** Whether the store is at fault, not a record. Such a call can be retried. */
export function isStoreFailure(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'store_failed';
}

/**
 * Records of one kind, by key. The collection's schema parses every record that is read.
 * Every method rejects with a `StoreError` if the store fails. A read of a record that does not match the schema rejects
 * with `record_corrupt` and leaves the record unchanged.
 */
export interface Collection<T> {
  get(key: string): Promise<T | undefined>;
  /** In the order of `keys`; `undefined` for each record that does not exist. */
  getMany(keys: readonly string[]): Promise<(T | undefined)[]>;
  set(key: string, record: T): Promise<void>;
  setMany(entries: readonly (readonly [key: string, record: T])[]): Promise<void>;
  delete(key: string): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /**
   * Iterates over all records. Use it only at start, because on Redis it scans the whole database. Iterations that are begun
   * in one turn of the event loop share that scan, even where one is gone through after the other. A corrupt record is
   * passed to `onCorrupt` and skipped, so that it does not keep the others from being read.
   */
  entries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncIterable<readonly [key: string, record: T]>;
}

/** Records of which the start reads only some fields. */
export interface IndexedCollection<T, E> extends Collection<T> {
  /** Iterates over all records as `entries` does, page by page, with what the start needs of each. */
  indexEntries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncIterable<readonly (readonly [key: string, entry: E])[]>;
}

/** What may make the store lose records or keep it from working, although it answers. */
export interface StoreProblem {
  /** `fault`: records are lost or can't be written as things are. `advice`: they may be, and somebody should look. */
  readonly grade: 'fault' | 'advice';
  /** What is wrong and what to do: plain sentences without the last full stop. */
  readonly words: string;
}

/** That a store holds none of the records that it should hold. */
export interface Emptied {
  /**
   * `while-running`: its records vanished since this process leased it. `before-start`: it certainly held records before.
   * `maybe-new`: it is empty, and nothing tells whether it ever held anything.
   */
  readonly kind: 'while-running' | 'before-start' | 'maybe-new';
  /** For the log. */
  readonly message: string;
}

export interface LeaseOptions {
  /** Called with a message that names the process for whose lease this one waits. */
  readonly onWait: (message: string) => void;
  /** Called once if another process has taken the store over (`store_lost`). This process must then end. */
  readonly onLost: (error: StoreError) => void;
  /** Called each time the store is found to be empty. */
  readonly onEmptied: (emptied: Emptied) => void;
}

/** Keeps the state that must outlive the process. */
export interface Store {
  collection<T>(name: string, schema: ZodType<T>): Collection<T>;
  /** The same records. What is written here has an index, which a write through `collection` removes. */
  indexed<T, E>(name: string, schema: ZodType<T>, index: RecordIndex<T, E>): IndexedCollection<T, E>;
  /**
   * Makes this process the only one that runs the bot on the store, until it closes the store or ends. It is a separate
   * step, because a tool such as `doctor` may open the store beside the running bot. After an owner was killed, its lease
   * is free at once on SQLite, and within 16 s on Redis.
   * Rejects with `store_owned`, naming the owner, if another process holds the lease.
   */
  lease(options: LeaseOptions): Promise<void>;
  /**
   * Makes sure that this process still owns the store, before something is done that does not touch the store, such as
   * sending a message. Costs nothing while that is certain. Without a lease it does nothing.
   *
   * Rejects with `store_lost` if another process has taken the store over.
   */
  ensureLeased(): Promise<void>;
  /** Said in the log at the start, and by `doctor`. Rejects if the store does not answer. */
  findProblems(): Promise<readonly StoreProblem[]>;
  /** Rejects if the store does not answer. Used by `/readyz` and `doctor`. */
  check(): Promise<void>;
  /** Releases the lease and closes the store. Calls after that reject. */
  close(): Promise<void>;
}
