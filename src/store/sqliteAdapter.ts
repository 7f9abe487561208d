import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import type { Adapter } from './backend.ts';
import type { GroupCommit } from './groupCommit.ts';

/** Small enough that a page of large records fits in memory, and large enough that the query costs less than the page. */
const PAGE_SIZE = 100;

/** Uses SQLite's own clock, and only for records that expire. */
const NOT_EXPIRED = "(expires IS NULL OR expires > unixepoch('subsec') * 1000)";

interface Statements {
  readonly get: StatementSync;
  readonly page: StatementSync;
  readonly set: StatementSync;
  readonly delete: StatementSync;
  readonly clear: StatementSync;
}

/** Prepares the statements once; the adapters of all collections share them. */
export function prepareStatements(database: DatabaseSync): Statements {
  const page = database.prepare(
    `SELECT key, value FROM records WHERE namespace = ? AND key > ? AND ${NOT_EXPIRED}
     ORDER BY key LIMIT ${PAGE_SIZE}`,
  );
  // An array for each row takes a third less time than an object does.
  page.setReturnArrays(true);
  return {
    page,
    get: database.prepare(`SELECT value FROM records WHERE namespace = ? AND key = ? AND ${NOT_EXPIRED}`),
    set: database.prepare(
      `INSERT INTO records (namespace, key, value, expires) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value, expires = excluded.expires`,
    ),
    delete: database.prepare('DELETE FROM records WHERE namespace = ? AND key = ?'),
    clear: database.prepare('DELETE FROM records WHERE namespace = ?'),
  };
}

/** Keyv's v6 storage contract on Node's own SQLite. Namespace and key are two columns, so no separator is needed. */
export class SqliteAdapter implements Adapter {
  namespace = '';
  readonly #statements: Statements;
  readonly #groupCommit: GroupCommit;

  /** @param groupCommit one for all collections of a database */
  constructor(statements: Statements, groupCommit: GroupCommit) {
    this.#statements = statements;
    this.#groupCommit = groupCommit;
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  get(key: string): Promise<string | undefined> {
    return this.#groupCommit.read(() => this.#get(key));
  }

  getMany(keys: string[]): Promise<(string | undefined)[]> {
    return this.#groupCommit.read(() => keys.map((key) => this.#get(key)));
  }

  has(key: string): Promise<boolean> {
    return this.#groupCommit.read(() => this.#get(key) !== undefined);
  }

  hasMany(keys: string[]): Promise<boolean[]> {
    return this.#groupCommit.read(() => keys.map((key) => this.#get(key) !== undefined));
  }

  set(key: string, value: unknown, expires?: number): Promise<boolean> {
    return this.#groupCommit.write(() => this.#set(key, value, expires));
  }

  setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    return this.#groupCommit.writeAll(() =>
      entries.map(({ key, value, expires }) => this.#set(key, value, expires)),
    );
  }

  delete(key: string): Promise<boolean> {
    return this.#groupCommit.write(() => this.#delete(key));
  }

  deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#groupCommit.writeAll(() => keys.map((key) => this.#delete(key)));
  }

  async clear(): Promise<void> {
    await this.#groupCommit.write(() => this.#statements.clear.run(this.namespace));
  }

  async *iterator(): AsyncGenerator<[key: string, value: string], void> {
    for await (const page of this.pages()) for (const [key, value] of page) yield [key, value];
  }

  /** Reads page by page, so that no read transaction stays open while others write. */
  async *pages(): AsyncGenerator<[key: string, value: string][], void> {
    let last = '';
    for (;;) {
      const from = last;
      const rows = await this.#groupCommit.read(() => this.#statements.page.all(this.namespace, from));
      const page = rows.map(({ 0: key, 1: value }): [string, string] => [
        readText(key, 'key'),
        readText(value, 'value'),
      ]);
      if (page.length > 0) yield page;
      if (page.length < PAGE_SIZE) return;
      last = page.at(-1)?.[0] ?? '';
    }
  }

  #get(key: string): string | undefined {
    const { value } = this.#statements.get.get(this.namespace, key) ?? {};
    return value === undefined ? undefined : readText(value, 'value');
  }

  #set(key: string, value: unknown, expires: number | undefined): boolean {
    if (typeof value !== 'string') throw new TypeError('SQLite stores only values that Keyv has serialized');
    this.#statements.set.run(this.namespace, key, value, expires ?? null);
    return true;
  }

  #delete(key: string): boolean {
    return this.#statements.delete.run(this.namespace, key).changes > 0;
  }
}

/** The columns are TEXT in a STRICT table, so any other type means that the file is not ours. */
function readText(text: SQLOutputValue | undefined, column: 'key' | 'value'): string {
  if (typeof text !== 'string') throw new TypeError(`the column ${column} does not hold text`);
  return text;
}
