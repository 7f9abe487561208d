import { Keyv } from 'keyv';
import type { ZodType } from 'zod';
import type { Backend } from './backend.ts';
import { KeyvCollection } from './collection.ts';
import { plainJson } from './plainJson.ts';
import { listenForFailures, runCall } from './runCall.ts';
import { type Collection, type Store, StoreError } from './store.ts';

/** Without `:` or `*`, so that no name is another one's beginning on Redis, nor a pattern. */
const COLLECTION_NAME = /^[a-z][a-z0-9-]*$/i;

/** The store on a backend. */
export function createStore(backend: Backend): Store {
  const keyvs = new Map<string, Keyv>();
  let closing: Promise<void> | undefined;

  function assertOpen(): void {
    if (closing !== undefined) throw new StoreError('store_failed', 'The store is closed');
  }

  function createKeyv(name: string): Keyv {
    const keyv = new Keyv({
      store: backend.createAdapter(),
      namespace: backend.namespacePrefix + name,
      serialization: plainJson,
      // Keyv's check deletes what it takes for expired; records here never expire and are never deleted by a read.
      checkExpired: false,
    });
    listenForFailures(keyv);
    keyvs.set(name, keyv);
    return keyv;
  }

  return {
    collection<T>(name: string, schema: ZodType<T>): Collection<T> {
      if (!COLLECTION_NAME.test(name)) throw new TypeError(`"${name}" can't be the name of a collection`);
      return new KeyvCollection(name, schema, keyvs.get(name) ?? createKeyv(name), assertOpen);
    },
    async check(): Promise<void> {
      assertOpen();
      await runCall('answer', () => backend.check());
    },
    close(): Promise<void> {
      closing ??= runCall('close', () => backend.close());
      return closing;
    },
  };
}
