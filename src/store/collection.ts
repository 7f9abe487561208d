import type { Keyv } from 'keyv';
import { type ZodType, z } from 'zod';
import type { Page } from './backend.ts';
import { getErrorMessage } from './getErrorMessage.ts';
import { readOrReport } from './getReadable.ts';
import { plainJson, UnreadableText } from './plainJson.ts';
import { IndexedRecord, parseIndex, type RecordIndex } from './recordIndex.ts';
import { runCall } from './runCall.ts';
import { type IndexedCollection, StoreError } from './store.ts';

export interface CollectionParts {
  readonly keyv: Keyv;
  /** Iterates over all records page by page. Reading each record by itself takes twice the time. */
  readonly walk: () => AsyncGenerator<Page, void>;
  /** Throws a `StoreError` once the store is closed. */
  readonly assertOpen: () => void;
}

/** A collection on a Keyv. The Keyv must use `captureErrors` and `plainJson`, and must not check expiry itself. */
export class KeyvCollection<T, E> implements IndexedCollection<T, E> {
  readonly #name: string;
  readonly #schema: ZodType<T>;
  readonly #keyv: Keyv;
  readonly #walk: () => AsyncGenerator<Page, void>;
  readonly #assertOpen: () => void;
  readonly #index: RecordIndex<T, E>;

  constructor(
    name: string,
    schema: ZodType<T>,
    { keyv, walk, assertOpen }: CollectionParts,
    index: RecordIndex<T, E>,
  ) {
    this.#index = index;
    this.#name = name;
    this.#schema = schema;
    this.#keyv = keyv;
    this.#walk = walk;
    this.#assertOpen = assertOpen;
  }

  async get(key: string): Promise<T | undefined> {
    this.#assertKeys([key]);
    return this.#parseEnvelope(key, await this.#run('read', () => this.#keyv.getRaw(key)));
  }

  async getMany(keys: readonly string[]): Promise<(T | undefined)[]> {
    this.#assertKeys(keys);
    const envelopes = await this.#run('read', () => this.#keyv.getManyRaw([...keys]));
    return keys.map((key, index) => this.#parseEnvelope(key, envelopes[index]));
  }

  async set(key: string, record: T): Promise<void> {
    this.#assertKeys([key]);
    const value = this.#toStored(key, record);
    this.#assertWritten([await this.#run('write', () => this.#keyv.set(key, value))]);
  }

  async setMany(entries: readonly (readonly [key: string, record: T])[]): Promise<void> {
    this.#assertKeys(entries.map(([key]) => key));
    const values = entries.map(([key, record]) => ({ key, value: this.#toStored(key, record) }));
    if (values.length === 0) return;
    this.#assertWritten(await this.#run('write', () => this.#keyv.setMany(values)));
  }

  async delete(key: string): Promise<void> {
    this.#assertKeys([key]);
    await this.#run('delete', () => this.#keyv.delete(key));
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    this.#assertKeys(keys);
    if (keys.length === 0) return;
    await this.#run('delete', () => this.#keyv.deleteMany([...keys]));
  }

  entries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly [key: string, record: T], void> {
    return this.#readAll(this.#walk(), onCorrupt);
  }

  indexEntries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly (readonly [key: string, entry: E])[], void> {
    return this.#readIndex(this.#walk(), onCorrupt);
  }

  async *#readAll(
    walk: AsyncGenerator<Page, void>,
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly [key: string, record: T], void> {
    for await (const page of this.#readPages(walk))
      for (const [key, text] of page) {
        const record = await this.#readRecord(key, text, onCorrupt);
        if (record !== undefined) yield [key, record];
      }
  }

  async *#readIndex(
    walk: AsyncGenerator<Page, void>,
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly (readonly [key: string, entry: E])[], void> {
    for await (const page of this.#readPages(walk)) {
      const entries: (readonly [key: string, entry: E])[] = [];
      for (const [key, text] of page) {
        const entry = this.#index.fromFields(key, parseIndex(text));
        if (entry !== undefined) entries.push([key, entry]);
        else {
          const record = await this.#readRecord(key, text, onCorrupt);
          if (record !== undefined) entries.push([key, this.#index.toEntry(record)]);
        }
      }
      yield entries;
    }
  }

  async *#readPages(walk: AsyncGenerator<Page, void>): AsyncGenerator<Page, void> {
    try {
      for (;;) {
        const step = await this.#run('read', () => walk.next());
        if (step.done) return;
        yield step.value;
      }
    } finally {
      await walk.return();
    }
  }

  /** A text that does not parse is corrupt, or was deleted after its page was read. A second read tells which. */
  async #readRecord(
    key: string,
    text: string,
    onCorrupt: (key: string, error: StoreError) => void,
  ): Promise<T | undefined> {
    const envelope = plainJson.parse(text);
    const record = isEnvelope(envelope) ? this.#schema.safeParse(envelope.value).data : undefined;
    return record ?? (await readOrReport(this, key, onCorrupt));
  }

  async #run<R>(verb: 'read' | 'write' | 'delete', call: () => Promise<R>): Promise<R> {
    this.#assertOpen();
    return runCall(`${verb} a record of "${this.#name}"`, call);
  }

  /** Parses an envelope `{"value": record}`. It comes from outside, so it may be any JSON value. */
  #parseEnvelope(key: string, envelope: unknown): T | undefined {
    if (envelope === undefined) return undefined;
    if (envelope instanceof UnreadableText) throw this.#createCorruptError(key, 'it is not JSON');
    if (!isEnvelope(envelope)) throw this.#createCorruptError(key, 'it is not a record');
    const parsed = this.#schema.safeParse(envelope.value);
    if (parsed.success) return parsed.data;
    throw this.#createCorruptError(key, z.prettifyError(parsed.error), parsed.error);
  }

  /** A written record must be readable again, so its JSON form is what has to match the schema. */
  #toStored(key: string, record: T): unknown {
    let value: unknown;
    try {
      value = JSON.parse(JSON.stringify(record));
    } catch (error) {
      throw this.#createMisfitError(key, getErrorMessage(error), error);
    }
    const parsed = this.#schema.safeParse(value);
    if (!parsed.success) throw this.#createMisfitError(key, z.prettifyError(parsed.error), parsed.error);
    const fields = this.#index.toFields(parsed.data);
    return fields === undefined ? value : new IndexedRecord(fields, value);
  }

  #createCorruptError(key: string, reason: string, cause?: unknown): StoreError {
    const message = `The record ${JSON.stringify(key)} of "${this.#name}" can't be read: ${reason}`;
    return new StoreError('record_corrupt', message, { cause });
  }

  #createMisfitError(key: string, reason: string, cause: unknown): StoreError {
    const message = `The record ${JSON.stringify(key)} of "${this.#name}" was not written, because it does not match the schema: ${reason}`;
    return new StoreError('store_failed', message, { cause });
  }

  /** Keyv silently ignores an empty key, and UTF-8 turns a lone surrogate into a different key. */
  #assertKeys(keys: readonly string[]): void {
    const bad = keys.find((key) => key === '' || !key.isWellFormed());
    if (bad === undefined) return;
    throw new StoreError('store_failed', `${JSON.stringify(bad)} can't be a key of "${this.#name}"`);
  }

  #assertWritten(written: readonly boolean[]): void {
    if (written.every(Boolean)) return;
    throw new StoreError('store_failed', `The store did not write a record of "${this.#name}"`);
  }
}

function isEnvelope(read: unknown): read is { readonly value: unknown } {
  return typeof read === 'object' && read !== null && 'value' in read;
}
