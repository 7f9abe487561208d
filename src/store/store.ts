import type { ZodType } from 'zod';

/** A failed or unreadable record, never "nothing there". */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: 'store_failed' | 'record_corrupt';

  constructor(code: 'store_failed' | 'record_corrupt', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
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

/** Where state outlives the process. */
export interface Store {
  collection<T>(name: string, schema: ZodType<T>): Collection<T>;
  /** Rejects where the store does not answer, for `/readyz` and `doctor`. */
  check(): Promise<void>;
  close(): Promise<void>;
}
