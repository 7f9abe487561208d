import { Keyv } from 'keyv';
import type { ZodType } from 'zod';
import type { Adapter, Backend, Page } from './backend.ts';
import { type CollectionParts, KeyvCollection } from './collection.ts';
import { plainJson } from './plainJson.ts';
import type { RecordIndex } from './recordIndex.ts';
import { captureErrors, runCall } from './runCall.ts';
import {
  type Collection,
  type IndexedCollection,
  type LeaseOptions,
  type Store,
  StoreError,
  type StoreProblem,
} from './store.ts';

/** Without `:` and `*`: on Redis a name must not be the prefix of another name, nor act as a pattern. */
const COLLECTION_NAME = /^[a-z][a-z0-9-]*$/i;

/** Of a record without an index the start reads everything. */
const WHOLE: RecordIndex<unknown, unknown> = {
  toEntry: (record) => record,
  toFields: () => undefined,
  fromFields: () => undefined,
};

/** Creates the store on a backend. */
export function createStore(backend: Backend): Store {
  const opened = new Map<string, CollectionParts>();
  let closing: Promise<void> | undefined;

  function assertOpen(): void {
    if (closing !== undefined) throw new StoreError('store_failed', 'The store is closed');
  }

  function partsOf(name: string): CollectionParts {
    if (!COLLECTION_NAME.test(name)) throw new TypeError(`"${name}" can't be the name of a collection`);
    return opened.get(name) ?? open(name);
  }

  function open(name: string): CollectionParts {
    const adapter = backend.createAdapter();
    const keyv = new Keyv({
      store: adapter,
      namespace: backend.namespacePrefix + name,
      serialization: plainJson,
      // Keyv's own check deletes records that it considers expired. Our records never expire, and a read never deletes.
      checkExpired: false,
    });
    captureErrors(keyv);
    const parts = { keyv, walk: () => walkPages(keyv, adapter), assertOpen };
    opened.set(name, parts);
    return parts;
  }

  return {
    collection<T>(name: string, schema: ZodType<T>): Collection<T> {
      return new KeyvCollection<T, unknown>(name, schema, partsOf(name), WHOLE);
    },
    indexed<T, E>(name: string, schema: ZodType<T>, index: RecordIndex<T, E>): IndexedCollection<T, E> {
      return new KeyvCollection(name, schema, partsOf(name), index);
    },
    async check(): Promise<void> {
      assertOpen();
      await runCall('answer', () => backend.check());
    },
    async lease(options: LeaseOptions): Promise<void> {
      assertOpen();
      await runCall('be leased', () => backend.lease(options));
    },
    async findProblems(): Promise<readonly StoreProblem[]> {
      assertOpen();
      return runCall('be examined', () => backend.findProblems());
    },
    async ensureLeased(): Promise<void> {
      // A process that goes on after it has handed a partition over must answer nobody for it.
      if (closing !== undefined) throw new StoreError('store_lost', 'This process has closed the store');
      await runCall('renew its lease', () => backend.ensureLeased());
    },
    close(): Promise<void> {
      closing ??= runCall('close', () => backend.close());
      return closing;
    },
  };
}

/** Falls back to Keyv's own iterator, which yields one record at a time; in memory that costs nothing extra. */
function walkPages(keyv: Keyv, adapter: Adapter): AsyncGenerator<Page, void> {
  return adapter.pages === undefined ? walkRecords(keyv) : adapter.pages();
}

async function* walkRecords(keyv: Keyv): AsyncGenerator<Page, void> {
  for await (const [key, value] of keyv.iterator()) yield [[key, plainJson.stringify({ value })]];
}
