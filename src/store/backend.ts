import type { KeyvStorageAdapter } from 'keyv';

/** What Keyv calls on an adapter. Errors come as rejections, so the emitter half of Keyv's own type is not asked for. */
export type Adapter = Pick<
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

/** One kind of storage: SQLite, Redis, memory. Its methods may reject with any error. */
export interface Backend {
  /** Asked once per collection; Keyv gives the adapter its namespace. */
  createAdapter(): Adapter;
  /** What the namespaces of the collections begin with, where others may share the storage. */
  readonly namespacePrefix: string;
  check(): Promise<void>;
  close(): Promise<void>;
}
