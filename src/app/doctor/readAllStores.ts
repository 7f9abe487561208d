import type { ZodType } from 'zod';
import type { Collection, Store } from '../../store/store.ts';

/**
 * Several stores of one Redis as one, for reading: what they share, and the partitions. Whoever reads needs not know in which
 * of them a record is.
 *
 * @param shared says for all of them whether Redis answers, and what it is at risk of
 */
export function readAllStores(shared: Store, partitions: readonly Store[]): Store {
  const stores = [shared, ...partitions];
  return {
    ...shared,
    collection: (name, schema) => readAllCollections(stores, name, schema),
    async close() {
      for (const store of stores) await store.close();
    },
  };
}

function readAllCollections<T>(stores: readonly Store[], name: string, schema: ZodType<T>): Collection<T> {
  const all = stores.map((store) => store.collection(name, schema));
  const getMany = async (keys: readonly string[]): Promise<(T | undefined)[]> => {
    const found = await Promise.all(all.map((each) => each.getMany(keys)));
    return keys.map((_, index) => found.map((records) => records[index]).find((each) => each !== undefined));
  };
  return toReadOnly({
    getMany,
    get: async (key) => (await getMany([key]))[0],
    async *entries(onCorrupt) {
      // Begun in one turn of the event loop, they share one scan of Redis.
      for (const each of all.map((collection) => collection.entries(onCorrupt))) yield* each;
    },
  });
}

/** Writes nothing, because a running Threadwatch owns the records. */
export function toReadOnly<T>(records: Pick<Collection<T>, 'get' | 'getMany' | 'entries'>): Collection<T> {
  const doNothing = async (): Promise<void> => undefined;
  return {
    get: (key) => records.get(key),
    getMany: (keys) => records.getMany(keys),
    entries: (onCorrupt) => records.entries(onCorrupt),
    set: doNothing,
    setMany: doNothing,
    delete: doNothing,
    deleteMany: doNothing,
  };
}
