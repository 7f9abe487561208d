import type { Collection, Store } from '../../src/store/store.ts';

/** What happens at each call of a store: it is let through, waits, fails, or its process dies. */
export type Around = <R>(kind: 'read' | 'write', call: () => Promise<R>) => Promise<R>;

/** The same store, each call of which is made by `around`. */
export function interceptStore(store: Store, around: Around): Store {
  return {
    collection: (name, schema) => aroundCollection(store.collection(name, schema), around),
    indexed(name, schema, index) {
      const inner = store.indexed(name, schema, index);
      return {
        ...aroundCollection(inner, around),
        async *indexEntries(onCorrupt) {
          yield* await around('read', async () => inner.indexEntries(onCorrupt));
        },
      };
    },
    check: () => around('read', () => store.check()),
    lease: (options) => store.lease(options),
    ensureLeased: () => store.ensureLeased(),
    findProblems: () => around('read', () => store.findProblems()),
    close: () => store.close(),
  };
}

function aroundCollection<T>(inner: Collection<T>, around: Around): Collection<T> {
  return {
    get: (key) => around('read', () => inner.get(key)),
    getMany: (keys) => around('read', () => inner.getMany(keys)),
    set: (key, record) => around('write', () => inner.set(key, record)),
    setMany: (entries) => around('write', () => inner.setMany(entries)),
    delete: (key) => around('write', () => inner.delete(key)),
    deleteMany: (keys) => around('write', () => inner.deleteMany(keys)),
    async *entries(onCorrupt) {
      yield* await around('read', async () => inner.entries(onCorrupt));
    },
  };
}
