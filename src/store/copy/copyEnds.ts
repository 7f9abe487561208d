import type { DatabaseSync } from 'node:sqlite';
import type { LayoutRecord } from '../layoutRecord.ts';

/** A record as it is stored: the same text on SQLite and on Redis. No record expires. */
export interface StoredRecord {
  /** Of a partition it has that before its name: `{3}:watches`; of what no partition has, `{shared}:discord-sessions`. */
  readonly collection: string;
  readonly key: string;
  readonly text: string;
}

/** Names a record among those of all collections: no collection has a colon in its name. */
export function recordId({ collection, key }: Pick<StoredRecord, 'collection' | 'key'>): string {
  return `${collection}::${key}`;
}

/** @returns `undefined` for what names no record */
export function parseRecordId(id: string): Pick<StoredRecord, 'collection' | 'key'> | undefined {
  const at = id.indexOf('::');
  return at < 1 ? undefined : { collection: id.slice(0, at), key: id.slice(at + 2) };
}

/** A store that is read. A bot may run on it and write. */
export interface CopySource {
  /** What lies where, if they are partitions. */
  readonly layout: LayoutRecord | undefined;
  /** All records: of one moment on SQLite; on Redis each as it is when it is read, and some of them twice. */
  pages(): AsyncIterable<readonly StoredRecord[]>;
  /** All records of one moment, where `pages` can't show one. It holds up everybody who uses the store meanwhile. */
  readAtOnce?(): Promise<readonly StoredRecord[]>;
  /** The file, where it is SQLite; it shows one moment as well. */
  readonly database?: DatabaseSync;
  /** @returns what to call the process or the replicas that run on it, as far as that can be known */
  findOwner(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A store that is written. Nothing is at its place before `commit`: a bot finds the old store there, or none. */
export interface CopyTarget {
  /** Takes a whole file, where both are SQLite. */
  takeFile?(source: DatabaseSync): Promise<void>;
  /** Adds records, in place of those of the same ids. */
  put(records: readonly StoredRecord[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** The texts, in the order of the ids. */
  getMany(ids: readonly string[]): Promise<(string | undefined)[]>;
  /** The ids of all that was added; some of them may come twice. */
  ids(): AsyncIterable<readonly string[]>;
  /** Puts the whole copy in its place at once. @param count of its records */
  commit(count: number): Promise<void>;
  /** Removes what was not committed, and gives everything back. Never rejects. */
  close(): Promise<void>;
}

export interface TargetOptions {
  /** Whether a store that holds records may be replaced. */
  readonly replace: boolean;
  /** Called with a message that names the process for whose lease this one waits. */
  readonly onWait: (message: string) => void;
}
