import type { ZodType } from 'zod';

/** `store_owned`: another process runs on it; `store_lost`: another one took it over while we were suspended. */
export type StoreErrorCode = 'store_failed' | 'record_corrupt' | 'store_owned' | 'store_lost';

/** A failed or unreadable record, never "nothing there". */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a record is to blame, and not the store. */
export function isCorrupt(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'record_corrupt';
}

/** Whether the store is to blame, and not a record: what failed can be tried again. */
export function isStoreFailure(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'store_failed';
}

/**
 * Records of one kind, by key. What is read has been parsed by the collection's schema.
 * Every method rejects with a `StoreError` when the store fails; a read of a record that does not fit its
 * schema rejects with `record_corrupt` and leaves the record as it is.
 */
export interface Collection<T> {
  get(key: string): Promise<T | undefined>;
  /** In the order of `keys`; `undefined` where there is none. */
  getMany(keys: readonly string[]): Promise<(T | undefined)[]>;
  set(key: string, record: T): Promise<void>;
  setMany(entries: readonly (readonly [key: string, record: T])[]): Promise<void>;
  delete(key: string): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /**
   * All records, for the start alone (on Redis it walks the whole database). A corrupt record is handed to
   * `onCorrupt` and passed over, so that one bad record cannot keep the others from being read.
   */
  entries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncIterable<readonly [key: string, record: T]>;
}

export interface LeaseOptions {
  /** Told in words whom the claim waits for. */
  readonly onWait: (message: string) => void;
  /** Told, once, that another process has taken the store over (`store_lost`): whoever hears it must end. */
  readonly onLost: (error: StoreError) => void;
}

/** Where state outlives the process. */
export interface Store {
  collection<T>(name: string, schema: ZodType<T>): Collection<T>;
  /**
   * Makes this process the only one that runs on the store, until it closes the store or dies; a step of its own, since
   * a tool may open the store beside the running bot. A process that was killed stands in nobody's way: at once on
   * SQLite, on Redis within 16 s at the latest.
   * Rejects with `store_owned`, naming the owner, where another process runs on it.
   */
  lease(options: LeaseOptions): Promise<void>;
  /** Rejects where the store does not answer, for `/readyz` and `doctor`. */
  check(): Promise<void>;
  close(): Promise<void>;
}
