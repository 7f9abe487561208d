import { createStore } from '../../src/store/createStore.ts';
import { GroupCommit } from '../../src/store/groupCommit.ts';
import { prepareStatements, SqliteAdapter } from '../../src/store/sqliteAdapter.ts';
import { openDatabase } from '../../src/store/sqliteDatabase.ts';
import type { Store } from '../../src/store/store.ts';

/** A store on SQLite whose disk is full for as long as the story wants it to be. */
export interface FillableStore {
  readonly store: Store;
  /** From now on there is no room but where a record is made shorter or goes: SQLite itself says that it is full. */
  fill(): void;
  makeRoom(): void;
}

export function openFillable(path: string): FillableStore {
  const database = openDatabase(path, 0);
  const statements = prepareStatements(database);
  const groupCommit = new GroupCommit(database, {
    assertUsable: () => undefined,
    timeoutMs: 0,
    onWarning: () => undefined,
  });
  return {
    store: createStore({
      namespacePrefix: '',
      createAdapter: () => new SqliteAdapter(statements, groupCommit),
      check: async () => undefined,
      lease: async () => undefined,
      ensureLeased: async () => undefined,
      findProblems: async () => [],
      async close() {
        groupCommit.end();
        database.close();
      },
    }),
    fill() {
      groupCommit.end();
      // Never less than there are.
      database.exec('PRAGMA max_page_count = 1');
      for (const size of [2_000, 200, 20]) for (let count = 0; put(`${size} ${count}`, size); count += 1);
    },
    makeRoom() {
      groupCommit.end();
      database.exec('PRAGMA max_page_count = 1000000');
    },
  };

  function put(key: string, size: number): boolean {
    try {
      statements.set.run('filling', key, 'x'.repeat(size), null);
      return true;
    } catch {
      return false;
    }
  }
}
