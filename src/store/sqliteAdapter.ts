import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import type { Adapter } from './backend.ts';

/** Few enough that a page of large records fits in memory, many enough that a page costs more than its query. */
const PAGE_SIZE = 100;

/** SQLite's own clock, asked only for records that expire. */
const NOT_EXPIRED = "(expires IS NULL OR expires > unixepoch('subsec') * 1000)";

interface Row {
  readonly key: string;
  readonly value: string;
}

interface Statements {
  readonly get: StatementSync;
  readonly page: StatementSync;
  readonly set: StatementSync;
  readonly delete: StatementSync;
  readonly clear: StatementSync;
}

/** A database's statements, prepared once and shared by the adapters of all its collections. */
export function prepareStatements(database: DatabaseSync): Statements {
  return {
    get: database.prepare(`SELECT value FROM records WHERE namespace = ? AND key = ? AND ${NOT_EXPIRED}`),
    page: database.prepare(
      `SELECT key, value FROM records WHERE namespace = ? AND key > ? AND ${NOT_EXPIRED}
       ORDER BY key LIMIT ${PAGE_SIZE}`,
    ),
    set: database.prepare(
      `INSERT INTO records (namespace, key, value, expires) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value, expires = excluded.expires`,
    ),
    delete: database.prepare('DELETE FROM records WHERE namespace = ? AND key = ?'),
    clear: database.prepare('DELETE FROM records WHERE namespace = ?'),
  };
}

/** Keyv's v6 storage contract on Node's own SQLite. Namespace and key are two columns, so they can't run together. */
export class SqliteAdapter implements Adapter {
  namespace = '';
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #assertInPlace: () => void;

  /** @param assertInPlace throws where a write would be lost, because the file is no longer at its path */
  constructor(database: DatabaseSync, statements: Statements, assertInPlace: () => void) {
    this.#database = database;
    this.#statements = statements;
    this.#assertInPlace = assertInPlace;
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  async get(key: string): Promise<string | undefined> {
    return this.#get(key);
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.#get(key));
  }

  async has(key: string): Promise<boolean> {
    return this.#get(key) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return keys.map((key) => this.#get(key) !== undefined);
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    this.#assertInPlace();
    this.#set(key, value, expires);
    return true;
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    return this.#inTransaction(() =>
      entries.map(({ key, value, expires }) => {
        this.#set(key, value, expires);
        return true;
      }),
    );
  }

  async delete(key: string): Promise<boolean> {
    this.#assertInPlace();
    return this.#delete(key);
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#inTransaction(() => keys.map((key) => this.#delete(key)));
  }

  async clear(): Promise<void> {
    this.#assertInPlace();
    this.#statements.clear.run(this.namespace);
  }

  async *iterator(): AsyncGenerator<[key: string, value: string], void> {
    for await (const page of this.pages()) for (const [key, value] of page) yield [key, value];
  }

  /** Reads page by page, so that no read stays open while others write. */
  async *pages(): AsyncGenerator<[key: string, value: string][], void> {
    let last = '';
    for (;;) {
      // The columns are STRICT text.
      const rows = this.#statements.page.all(this.namespace, last) as unknown as Row[];
      if (rows.length > 0) yield rows.map(({ key, value }) => [key, value]);
      if (rows.length < PAGE_SIZE) return;
      last = rows.at(-1)?.key ?? '';
    }
  }

  #get(key: string): string | undefined {
    const row = this.#statements.get.get(this.namespace, key) as Pick<Row, 'value'> | undefined;
    return row?.value;
  }

  #set(key: string, value: unknown, expires: number | undefined): void {
    if (typeof value !== 'string') throw new TypeError('SQLite stores serialized values alone');
    this.#statements.set.run(this.namespace, key, value, expires ?? null);
  }

  #delete(key: string): boolean {
    return this.#statements.delete.run(this.namespace, key).changes > 0;
  }

  #inTransaction<R>(work: () => R): R {
    this.#assertInPlace();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
