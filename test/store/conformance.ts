import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RecordIndex } from '../../src/store/recordIndex.ts';
import type { Collection, IndexedCollection, Store, StoreError } from '../../src/store/store.ts';
import { anySign } from '../support/anySign.ts';
import { drawn } from '../support/isThorough.ts';

/** Empty storage for one test. */
export interface StoreFixture {
  /** Opens a store on it. A store that is opened after another was closed finds the same records. */
  open(): Promise<Store>;
  /** Writes `text` as the record `key` of the collection `name`, bypassing the store. */
  writeRaw(name: string, key: string, text: string): Promise<void>;
  end(): Promise<void>;
}

const thing = z.object({ name: z.string(), size: z.int() });
type Thing = z.infer<typeof thing>;

const CORRUPT_TEXTS = ['', '{"value":{"na', 'null', '17', '"text"', '[]', '{}', '{"value":null}'];

/** The name of a thing; of one without a size, the start needs the whole. */
const byName: RecordIndex<Thing, { readonly called: string }> = {
  toEntry: ({ name }) => ({ called: name }),
  toFields: ({ name, size }) => (size === 0 ? undefined : [name]),
  fromFields(_key, fields) {
    const [name]: unknown[] = Array.isArray(fields) ? fields : [];
    return typeof name === 'string' ? { called: name } : undefined;
  },
};

/** The tests that every kind of store must pass. */
export function describeStore(kind: string, createFixture: () => Promise<StoreFixture>): void {
  describe(`a store on ${kind}`, () => {
    let fixture: StoreFixture;
    let store: Store;
    let things: Collection<Thing>;

    beforeEach(async () => {
      fixture = await createFixture();
      store = await fixture.open();
      things = store.collection('things', thing);
    });

    afterEach(async () => {
      await store.close();
      await fixture.end();
    });

    const a = { name: 'a', size: 1 };
    const b = { name: 'b', size: 2 };

    it('returns the newest record that was set, and undefined for a key that was not', async () => {
      await things.set('one', b);
      await things.set('one', a);
      expect(await things.get('one')).toEqual(a);
      expect(await things.get('two')).toBeUndefined();
    });

    it('deletes records, and ignores keys that do not exist', async () => {
      await things.setMany([
        ['one', a],
        ['two', b],
        ['three', b],
      ]);
      await things.delete('one');
      await things.delete('never');
      await things.deleteMany(['two', 'never']);
      await things.deleteMany([]);
      expect(await readAll(things)).toEqual([['three', b]]);
    });

    it('reads many in the order of the keys, also with missing and repeated keys', async () => {
      await things.setMany([
        ['one', a],
        ['two', b],
      ]);
      expect(await things.getMany(['two', 'never', 'one', 'two'])).toEqual([b, undefined, a, b]);
      expect(await things.getMany([])).toEqual([]);
    });

    it('sets many: the last record of a repeated key wins, and an empty list is allowed', async () => {
      await things.setMany([
        ['one', a],
        ['one', b],
      ]);
      await things.setMany([]);
      expect(await readAll(things)).toEqual([['one', b]]);
    });

    it('keeps collections apart, even where keys begin with their names', async () => {
      const names = ['thing', 'things', 'things2'];
      const keys = ['things', 'things:', 'things::one', ':one', '::one', 'thing::s', 'one'];
      for (const name of names) {
        const collection = store.collection(name, thing);
        await collection.setMany(keys.map((key) => [key, { name: `${name} ${key}`, size: 0 }]));
      }
      await store.collection('thing', thing).deleteMany(keys);
      for (const name of names.slice(1)) {
        const expected = keys.map((key) => [key, { name: `${name} ${key}`, size: 0 }]);
        expect(sortByKey(await readAll(store.collection(name, thing)))).toEqual(sortByKey(expected));
      }
      expect(await readAll(store.collection('thing', thing))).toEqual([]);
    });

    it('shows one collection the same records through two handles', async () => {
      await store.collection('things', thing).set('one', a);
      expect(await things.get('one')).toEqual(a);
    });

    it.each(['17:88', 'Zoë 🧵', '日本', 'a b\n\t', '*?[x]', "'; DROP TABLE records", 'a\0b', '__proto__'])(
      'accepts the key %j',
      async (key) => {
        await things.set(key, a);
        expect(await things.get(key)).toEqual(a);
        expect(await readAll(things)).toEqual([[key, a]]);
        await things.delete(key);
        expect(await things.getMany([key])).toEqual([undefined]);
      },
    );

    it.each(['', '\ud83e'])('refuses the key %j, which would be ignored or changed', async (key) => {
      await expectFailure(things.get(key));
      await expectFailure(things.getMany(['one', key]));
      await expectFailure(things.set(key, a));
      await expectFailure(
        things.setMany([
          ['one', a],
          [key, a],
        ]),
      );
      await expectFailure(things.delete(key));
      await expectFailure(things.deleteMany([key]));
      expect(await readAll(things)).toEqual([]);
    });

    it.each(['', 'a:b', 'a*', ' '])('refuses the collection name %j', (name) =>
      expect(() => store.collection(name, thing)).toThrow(TypeError),
    );

    it('keeps strings as they are, also those with a special meaning to Keyv', async () => {
      const texts = store.collection('texts', z.string());
      for (const text of [':', ':base64:AAAA', ':bigint:1', '', '\0', 'null', '🧵']) {
        await texts.set('one', text);
        expect(await texts.get('one')).toBe(text);
      }
    });

    it('keeps a record of one megabyte', async () => {
      const large = { name: 'ü'.repeat(500_000), size: 1 };
      await things.set('large', large);
      expect(await things.get('large')).toEqual(large);
    });

    it('copies records: changing an object after set or get does not change the stored record', async () => {
      const record = { ...a };
      await things.set('one', record);
      record.size = 99;
      const read = await things.get('one');
      if (read !== undefined) read.size = 98;
      expect(await things.get('one')).toEqual(a);
    });

    it('iterates over 5,000 records, each once, while others are written and deleted', async () => {
      const keys = Array.from({ length: 5_000 }, (_, index) => `key:${index}`);
      await things.setMany(keys.map((key) => [key, a]));
      const seen: string[] = [];
      for await (const [key] of things.entries(failOnCorrupt)) {
        if (seen.length % 500 === 0) {
          await things.set(key, b);
          await things.set(`new:${seen.length}`, b);
          await things.delete('key:4999');
        }
        seen.push(key);
      }
      const old = seen.filter((key) => key.startsWith('key:') && key !== 'key:4999');
      expect(new Set(seen).size).toBe(seen.length);
      expect(old.toSorted()).toEqual(keys.slice(0, -1).toSorted());
    });

    it('lets the caller leave an iteration early', async () => {
      await things.setMany([
        ['one', a],
        ['two', a],
      ]);
      for await (const [key] of things.entries(failOnCorrupt)) {
        await things.delete(key);
        break;
      }
      expect(await readAll(things)).toHaveLength(1);
    });

    it.each(CORRUPT_TEXTS)('rejects a read of the corrupt text %j and does not delete it', async (text) => {
      await things.set('good', a);
      await fixture.writeRaw('things', 'bad', text);
      for (const read of [() => things.get('bad'), () => things.getMany(['good', 'bad'])]) {
        await expect(read()).rejects.toMatchObject({ name: 'StoreError', code: 'record_corrupt' });
        await expect(read()).rejects.toThrow('"bad" of "things"');
      }
      expect(await things.get('good')).toEqual(a);
    });

    it('rejects a read of a record that does not match the schema, and does not show its values', async () => {
      await store.collection('things', z.unknown()).set('bad', { name: 'secret', size: 'secret' });
      const error = await expectFailure(things.get('bad'), 'record_corrupt');
      expect(error.message).toContain('size');
      expect(error.message).not.toContain('secret');
      expect(await store.collection('things', z.unknown()).get('bad')).toEqual({
        name: 'secret',
        size: 'secret',
      });
    });

    it('skips corrupt records in an iteration, and names each', async () => {
      for (const [index, text] of CORRUPT_TEXTS.entries()) {
        await things.set(`good ${index}`, a);
        await fixture.writeRaw('things', `bad ${index}`, text);
      }
      const corrupt: [string, StoreError][] = [];
      const good: string[] = [];
      for await (const [key] of things.entries((...reported) => corrupt.push(reported))) good.push(key);
      expect(good.toSorted()).toEqual(CORRUPT_TEXTS.map((_, index) => `good ${index}`));
      expect(corrupt.map(([key]) => key).toSorted()).toEqual(CORRUPT_TEXTS.map((_, index) => `bad ${index}`));
      expect(corrupt.every(([, error]) => error.code === 'record_corrupt')).toBe(true);
    });

    it('tells the start of each record what was written last, by whichever collection', async () => {
      const indexed = store.indexed('things', thing, byName);
      await indexed.setMany(Array.from({ length: 250 }, (_, each) => [`many ${each}`, a]));
      await indexed.deleteMany(Array.from({ length: 249 }, (_, each) => `many ${each}`));
      await indexed.set('by index', a);
      await indexed.set('without fields', { name: 'w', size: 0 });
      await things.set('plain', b);
      await indexed.set('changed', a);
      await indexed.set('changed', b);
      await indexed.set('changed plainly', a);
      await things.set('changed plainly', b);
      expect(await readIndex(indexed)).toEqual([
        ['by index', 'a'],
        ['changed', 'b'],
        ['changed plainly', 'b'],
        ['many 249', 'a'],
        ['plain', 'b'],
        ['without fields', 'w'],
      ]);
      expect(await indexed.get('by index')).toEqual(a);
      expect(await store.collection('things', z.unknown()).get('by index')).toEqual(a);
    });

    it('skips corrupt records where the start reads an index, and names each', async () => {
      const indexed = store.indexed('things', thing, byName);
      const texts = [
        ...CORRUPT_TEXTS,
        '{"index":["a"],"value":{"na',
        '{"index":[7],"value":{}}',
        '{"index":["a"',
      ];
      await indexed.set('good', a);
      for (const [number, text] of texts.entries()) await fixture.writeRaw('things', `bad ${number}`, text);
      const corrupt: string[] = [];
      expect(await readIndex(indexed, (key) => corrupt.push(key))).toEqual([['good', 'a']]);
      expect(corrupt.toSorted()).toEqual(texts.map((_, number) => `bad ${number}`).toSorted());
    });

    it('lets a corrupt record be overwritten and deleted', async () => {
      await fixture.writeRaw('things', 'bad', '{');
      await things.set('bad', a);
      expect(await things.get('bad')).toEqual(a);
      await fixture.writeRaw('things', 'bad', '{');
      await things.delete('bad');
      expect(await things.get('bad')).toBeUndefined();
    });

    it('does not mix up the errors of calls that run at once', async () => {
      await things.set('good', a);
      await fixture.writeRaw('things', 'bad', 'null');
      const keys = Array.from({ length: 200 }, (_, index) => (index % 3 === 0 ? 'bad' : 'good'));
      const results = await Promise.allSettled(keys.map((key) => things.get(key)));
      const expected = keys.map((key) => (key === 'bad' ? 'rejected' : 'fulfilled'));
      expect(results.map(({ status }) => status)).toEqual(expected);
    });

    it('refuses to write a record that could not be read again', async () => {
      const loose = store.collection<unknown>('things', thing);
      const circular: unknown[] = [];
      circular.push(circular);
      const misfits = [undefined, null, 'text', { name: 'a' }, { name: 'a', size: Number.NaN }, 1n, circular];
      for (const misfit of misfits) {
        await expectFailure(loose.set('one', misfit));
        await expectFailure(
          loose.setMany([
            ['one', a],
            ['two', misfit],
          ]),
        );
      }
      expect(await readAll(things)).toEqual([]);
    });

    it('finds its records again after it was closed and opened', async () => {
      await things.set('one', a);
      await store.close();
      store = await fixture.open();
      expect(await store.collection('things', thing).get('one')).toEqual(a);
    });

    it('answers a check while it is open, and rejects everything once closed', async () => {
      await things.set('one', a);
      await store.check();
      await store.close();
      await store.close();
      await expectFailure(store.check());
      await expectAllToFail(things);
    });

    it('behaves like a Map for any sequence of calls', async () => {
      const key = fc.oneof(
        fc.constantFrom('a', 'things', 'things::a', ':'),
        fc.string({ minLength: 1, unit: anySign }),
      );
      const record = fc.record({ name: fc.string({ unit: anySign }), size: fc.integer() });
      const step = fc.oneof(
        fc.record({
          do: fc.constant('set' as const),
          entries: fc.array(fc.tuple(key, record), { maxLength: 4 }),
        }),
        fc.record({ do: fc.constant('delete' as const), keys: fc.array(key, { maxLength: 4 }) }),
        fc.record({ do: fc.constant('get' as const), keys: fc.array(key, { maxLength: 4 }) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, oneByOne) => {
          await things.deleteMany((await readAll(things)).map(([stored]) => stored));
          const model = new Map<string, Thing>();
          for (const taken of steps) {
            if (taken.do === 'set') {
              for (const [one, value] of taken.entries) model.set(one, value);
              if (oneByOne) for (const [one, value] of taken.entries) await things.set(one, value);
              else await things.setMany(taken.entries);
            } else if (taken.do === 'delete') {
              for (const one of taken.keys) model.delete(one);
              if (oneByOne) for (const one of taken.keys) await things.delete(one);
              else await things.deleteMany(taken.keys);
            } else {
              const expected = taken.keys.map((one) => model.get(one));
              expect(await things.getMany(taken.keys)).toEqual(expected);
              expect(await Promise.all(taken.keys.map((one) => things.get(one)))).toEqual(expected);
            }
          }
          expect(sortByKey(await readAll(things))).toEqual(sortByKey([...model]));
        }),
        { numRuns: drawn(60) },
      );
    });
  });
}

async function readIndex(
  things: IndexedCollection<Thing, { readonly called: string }>,
  onCorrupt: (key: string) => void = () => undefined,
): Promise<[key: string, called: string][]> {
  const read: [key: string, called: string][] = [];
  for await (const page of things.indexEntries(onCorrupt))
    for (const [key, { called }] of page) read.push([key, called]);
  return read.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** Every method of the collection rejects; a failed read does not look like a missing record. */
export async function expectAllToFail(things: Collection<Thing>): Promise<void> {
  const record = { name: 'late', size: 0 };
  await Promise.all([
    expectFailure(things.get('one')),
    expectFailure(things.getMany(['one'])),
    expectFailure(readAll(things)),
    expectWritesToFail(things, record),
  ]);
}

/** Every method that writes rejects. */
export async function expectWritesToFail(things: Collection<Thing>, record: Thing): Promise<void> {
  await Promise.all([
    expectFailure(things.set('one', record)),
    expectFailure(things.setMany([['one', record]])),
    expectFailure(things.delete('one')),
    expectFailure(things.deleteMany(['one'])),
  ]);
}

/** Expects a call to reject. @returns its `StoreError` */
export async function expectFailure(
  call: Promise<unknown>,
  code: StoreError['code'] = 'store_failed',
): Promise<StoreError> {
  const error = await call.then(
    (value) => expect.fail(`resolved with ${JSON.stringify(value)}`),
    (reason: StoreError) => reason,
  );
  expect(error).toMatchObject({ name: 'StoreError', code });
  return error;
}

export async function readAll<T>(collection: Collection<T>): Promise<(readonly [string, T])[]> {
  const all: (readonly [string, T])[] = [];
  for await (const entry of collection.entries(failOnCorrupt)) all.push(entry);
  return all;
}

export { type Thing, thing };

function failOnCorrupt(key: string, error: StoreError): never {
  throw new Error(`${key} is corrupt`, { cause: error });
}

function sortByKey(entries: readonly (readonly unknown[])[]): (readonly unknown[])[] {
  return entries.toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1));
}
