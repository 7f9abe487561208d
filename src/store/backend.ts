import type { KeyvStorageAdapter } from 'keyv';
import type { LeaseOptions } from './store.ts';

/** Some of a collection's records as they are stored. */
export type Page = readonly (readonly [key: string, text: string])[];

/** What Keyv calls on an adapter. Errors come as rejections, so the emitter half of Keyv's own type is not asked for. */
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
  /** A walk over all records of the namespace, each key once, in as few steps as memory allows: for the start. */
  pages?(): AsyncGenerator<Page, void>;
}

/** One kind of storage: SQLite, Redis, memory. Its methods may reject with any error. */
export interface Backend {
  /** Asked once per collection; Keyv gives the adapter its namespace. */
  createAdapter(): Adapter;
  /** What the namespaces of the collections begin with, where others may share the storage. */
  readonly namespacePrefix: string;
  check(): Promise<void>;
  /** See `Store.claim`; `close` gives it up. */
  lease(options: LeaseOptions): Promise<void>;
  close(): Promise<void>;
}
