import { type ZodType, z } from 'zod';
import { type Collection, isStoreFailure, type Store } from './store.ts';

type Ability = 'read' | 'written';

export interface FaultLog {
  error(details: { err: unknown }, message: string): void;
  info(message: string): void;
}

/** Written to find out whether writing works again: large enough to need room of its own. */
const PROBE = 'x'.repeat(4_096);

/**
 * The same store, which says in the log when it begins to fail and when it works again, once each. A full disk can
 * still be read: `check` rejects as long as either fails.
 */
export function withFaultLogging(store: Store, log: FaultLog): Store {
  const failing = new Set<Ability>();
  const probes = store.collection('probe', z.string());

  async function note<R>(can: Ability, call: Promise<R>): Promise<R> {
    try {
      const result = await call;
      if (failing.delete(can)) log.info(`the store can be ${can} again`);
      return result;
    } catch (err) {
      if (isStoreFailure(err) && !failing.has(can)) {
        failing.add(can);
        log.error({ err }, `the store can not be ${can}; what needs it waits, and is made up`);
      }
      throw err;
    }
  }

  function collection<T>(name: string, schema: ZodType<T>): Collection<T> {
    const inner = store.collection(name, schema);
    return {
      get: (key) => note('read', inner.get(key)),
      getMany: (keys) => note('read', inner.getMany(keys)),
      set: (key, record) => note('written', inner.set(key, record)),
      setMany: (entries) => note('written', inner.setMany(entries)),
      delete: (key) => note('written', inner.delete(key)),
      deleteMany: (keys) => note('written', inner.deleteMany(keys)),
      // For the start alone, which ends where it fails.
      entries: (onCorrupt) => inner.entries(onCorrupt),
    };
  }

  return {
    collection,
    lease: (options) => store.lease(options),
    async check() {
      await store.check();
      if (failing.has('written')) await note('written', probes.set('probe', PROBE));
    },
    close: () => store.close(),
  };
}
