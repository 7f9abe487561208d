import type { KeyvStorageAdapter } from 'keyv';
import type { LeaseOptions, StoreProblem } from './store.ts';

/** Some of a collection's records, as they are stored. */
export type Page = readonly (readonly [key: string, text: string])[];

/** The methods that Keyv calls on an adapter. Our adapters reject on errors, so they need no event emitter. */
type KeyvAdapter = Pick<
  KeyvStorageAdapter,
  | 'namespace'
  | 'capabilities'
  | 'get'
  | 'getMany'
  | 'has'
  | 'hasMany'
  | 'set'
  | 'setMany'
  | 'delete'
  | 'deleteMany'
  | 'clear'
  | 'iterator'
>;

export interface Adapter extends KeyvAdapter {
  /**
   * Iterates over all records of the namespace, each key once, in pages that fit in memory. Used at start only: what is called in one
   * turn of the event loop may share the work, whenever its pages are asked for.
   */
  pages?(): AsyncGenerator<Page, void>;
}

/** One kind of storage: SQLite, Redis or memory. Its methods may reject with any error. */
export interface Backend {
  /** Called once per collection. Keyv sets the adapter's namespace. */
  createAdapter(): Adapter;
  /** Prefix of all namespaces, for a storage that other programs may share. */
  readonly namespacePrefix: string;
  check(): Promise<void>;
  /** See `Store.lease`. `close` releases it. */
  lease(options: LeaseOptions): Promise<void>;
  /** See `Store.findProblems`. */
  findProblems(): Promise<readonly StoreProblem[]>;
  /** See `Store.ensureLeased`. */
  ensureLeased(): Promise<void>;
  close(): Promise<void>;
}
