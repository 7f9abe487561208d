import type { DatabaseSync } from 'node:sqlite';
import { LEASE_NAMESPACE } from '../sqliteLease.ts';
import { recordId, type StoredRecord } from './copyEnds.ts';

/** Small enough that a page of large records fits in memory. */
const PAGE_SIZE = 200;

/** The records of a file, each once, but for the one that names the owner. */
export async function* readPages(database: DatabaseSync): AsyncGenerator<StoredRecord[], void> {
  const select = database.prepare(
    `SELECT namespace, key, value FROM records WHERE (namespace, key) > (?, ?) AND namespace <> '${LEASE_NAMESPACE}'
     ORDER BY namespace, key LIMIT ${PAGE_SIZE}`,
  );
  let last: readonly [namespace: string, key: string] = ['', ''];
  for (;;) {
    const page = select.all(...last).map(({ namespace, key, value }) => ({
      collection: String(namespace),
      key: String(key),
      text: String(value),
    }));
    if (page.length > 0) yield page;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE_SIZE) return;
    last = [end.collection, end.key];
  }
}

/** The ids of the records of a file. */
export async function* readIds(database: DatabaseSync): AsyncGenerator<string[], void> {
  for await (const page of readPages(database)) yield page.map(recordId);
}
