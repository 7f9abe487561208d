import type { ZodType } from 'zod';
import type { RecordIndex } from './recordIndex.ts';
import type { Collection, IndexedCollection, Store } from './store.ts';

/** A store whose records can be exchanged for those of another one for a while. The lease stays that of the first. */
export interface ReplaceableStore extends Store {
  /** Until the work ends, records are read from and written to the other store. */
  replaceDuring<R>(other: Store, work: () => Promise<R>): Promise<R>;
}

export function createReplaceableStore(first: Store): ReplaceableStore {
  let current = first;

  function collection<T>(name: string, schema: ZodType<T>): Collection<T> {
    const present = remember(() => current.collection(name, schema));
    return delegate(present);
  }

  function indexed<T, E>(
    name: string,
    schema: ZodType<T>,
    index: RecordIndex<T, E>,
  ): IndexedCollection<T, E> {
    const present = remember(() => current.indexed(name, schema, index));
    return {
      ...delegate(present),
      indexEntries: (onCorrupt) => present().indexEntries(onCorrupt),
    };
  }

  /** The collection of the store that is the present one at each call. */
  function remember<C>(open: () => C): () => C {
    let of = current;
    let opened = open();
    return () => {
      if (of !== current) [of, opened] = [current, open()];
      return opened;
    };
  }

  return {
    collection,
    indexed,
    lease: (options) => first.lease(options),
    ensureLeased: () => first.ensureLeased(),
    findProblems: () => first.findProblems(),
    check: () => first.check(),
    close: () => first.close(),
    async replaceDuring(other, work) {
      current = other;
      try {
        return await work();
      } finally {
        current = first;
      }
    },
  };
}

function delegate<T>(present: () => Collection<T>): Collection<T> {
  return {
    get: (key) => present().get(key),
    getMany: (keys) => present().getMany(keys),
    set: (key, record) => present().set(key, record),
    setMany: (entries) => present().setMany(entries),
    delete: (key) => present().delete(key),
    deleteMany: (keys) => present().deleteMany(keys),
    entries: (onCorrupt) => present().entries(onCorrupt),
  };
}
