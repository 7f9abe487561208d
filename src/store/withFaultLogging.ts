import { z } from 'zod';
import { type Collection, isStoreFailure, type Store } from './store.ts';

type Operation = 'read' | 'written';

export interface FaultLog {
  error(details: { err: unknown }, message: string): void;
  info(message: string): void;
}

/** Written to find out whether writing works again. It is large enough to need a new page on a full disk. */
const PROBE = 'x'.repeat(4_096);

/**
 * Wraps a store so that it logs once when it starts to fail and once when it works again. Reading and writing are tracked
 * apart, since a full disk can still be read; `check` rejects while either of them fails.
 */
export function withFaultLogging(store: Store, log: FaultLog): Store {
  const failing = new Set<Operation>();
  const probes = store.collection('probe', z.string());

  async function track<R>(operation: Operation, call: Promise<R>): Promise<R> {
    try {
      const result = await call;
      if (failing.delete(operation)) log.info(`the store can be ${operation} again`);
      return result;
    } catch (err) {
      if (isStoreFailure(err) && !failing.has(operation)) {
        failing.add(operation);
        log.error({ err }, `the store cannot be ${operation}; work that needs it is retried`);
      }
      throw err;
    }
  }

  function trackAll<T>(inner: Collection<T>): Collection<T> {
    return {
      get: (key) => track('read', inner.get(key)),
      getMany: (keys) => track('read', inner.getMany(keys)),
      set: (key, record) => track('written', inner.set(key, record)),
      setMany: (entries) => track('written', inner.setMany(entries)),
      delete: (key) => track('written', inner.delete(key)),
      deleteMany: (keys) => track('written', inner.deleteMany(keys)),
      // Not tracked: it is used only at start, and the start ends if it fails.
      entries: (onCorrupt) => inner.entries(onCorrupt),
    };
  }

  return {
    collection: (name, schema) => trackAll(store.collection(name, schema)),
    indexed(name, schema, index) {
      const inner = store.indexed(name, schema, index);
      return { ...trackAll(inner), indexEntries: (onCorrupt) => inner.indexEntries(onCorrupt) };
    },
    lease: (options) => store.lease(options),
    ensureLeased: () => store.ensureLeased(),
    findProblems: () => store.findProblems(),
    async check() {
      await store.check();
      if (failing.has('written')) await track('written', probes.set('probe', PROBE));
    },
    close: () => store.close(),
  };
}
