import { Keyv } from 'keyv';
import type { ZodType } from 'zod';
import type { Adapter, Backend, Page } from './backend.ts';
import { type CollectionParts, type Envelopes, KeyvCollection } from './collection.ts';
import { plainJson } from './plainJson.ts';
import { captureErrors, runCall } from './runCall.ts';
import { type Collection, type LeaseOptions, type Store, StoreError, type StoreProblem } from './store.ts';

/** Without `:` and `*`: on Redis a name must not be the prefix of another name, nor act as a pattern. */
const COLLECTION_NAME = /^[a-z][a-z0-9-]*$/i;

/** Creates the store on a backend. */
export function createStore(backend: Backend): Store {
  const opened = new Map<string, CollectionParts>();
  let closing: Promise<void> | undefined;

  function assertOpen(): void {
    if (closing !== undefined) throw new StoreError('store_failed', 'The store is closed');
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
      if (!COLLECTION_NAME.test(name)) throw new TypeError(`"${name}" can't be the name of a collection`);
      return new KeyvCollection(name, schema, opened.get(name) ?? open(name));
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
      assertOpen();
      await runCall('renew its lease', () => backend.ensureLeased());
    },
    close(): Promise<void> {
      closing ??= runCall('close', () => backend.close());
      return closing;
    },
  };
}

/** Falls back to Keyv's own iterator, which yields one record at a time; in memory that costs nothing extra. */
function walkPages(keyv: Keyv, adapter: Adapter): AsyncGenerator<Envelopes, void> {
  return adapter.pages === undefined ? walkRecords(keyv) : parsePages(adapter.pages());
}

async function* walkRecords(keyv: Keyv): AsyncGenerator<Envelopes, void> {
  for await (const [key, value] of keyv.iterator()) yield [[key, value === undefined ? value : { value }]];
}

/** Records are parsed one by one, so each can be freed before the next. A whole parsed page would leave the young heap. */
async function* parsePages(pages: AsyncGenerator<Page, void>): AsyncGenerator<Envelopes, void> {
  for await (const page of pages) yield page.values().map(([key, text]) => [key, plainJson.parse(text)]);
}
