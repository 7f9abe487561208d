import type { Keyv } from 'keyv';
import { type ZodType, z } from 'zod';
import { UnreadableText } from './plainJson.ts';
import { runCall, tellReason } from './runCall.ts';
import { type Collection, isCorrupt, StoreError } from './store.ts';

/** Some records of a walk, each as the Keyv would read it; `undefined` for one that is gone already. */
export type Envelopes = Iterable<readonly [key: string, envelope: unknown]>;

export interface CollectionParts {
  readonly keyv: Keyv;
  /** Over all that the Keyv holds, page by page: to ask for each record by itself takes twice the time. */
  readonly walk: () => AsyncGenerator<Envelopes, void>;
  /** Throws a `StoreError` once the store is closed. */
  readonly assertOpen: () => void;
}

/** A collection on a Keyv. The Keyv must have `listenForFailures`, `plainJson` and no expiry check of its own. */
export class KeyvCollection<T> implements Collection<T> {
  readonly #name: string;
  readonly #schema: ZodType<T>;
  readonly #keyv: Keyv;
  readonly #walk: () => AsyncGenerator<Envelopes, void>;
  readonly #assertOpen: () => void;

  constructor(name: string, schema: ZodType<T>, { keyv, walk, assertOpen }: CollectionParts) {
    this.#name = name;
    this.#schema = schema;
    this.#keyv = keyv;
    this.#walk = walk;
    this.#assertOpen = assertOpen;
  }

  async get(key: string): Promise<T | undefined> {
    this.#assertKeys([key]);
    return this.#read(key, await this.#run('read', () => this.#keyv.getRaw(key)));
  }

  async getMany(keys: readonly string[]): Promise<(T | undefined)[]> {
    this.#assertKeys(keys);
    const envelopes = await this.#run('read', () => this.#keyv.getManyRaw([...keys]));
    return keys.map((key, index) => this.#read(key, envelopes[index]));
  }

  async set(key: string, record: T): Promise<void> {
    this.#assertKeys([key]);
    const value = this.#toStored(key, record);
    this.#assertDone([await this.#run('write', () => this.#keyv.set(key, value))]);
  }

  async setMany(entries: readonly (readonly [key: string, record: T])[]): Promise<void> {
    this.#assertKeys(entries.map(([key]) => key));
    const values = entries.map(([key, record]) => ({ key, value: this.#toStored(key, record) }));
    if (values.length === 0) return;
    this.#assertDone(await this.#run('write', () => this.#keyv.setMany(values)));
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

  async *entries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly [key: string, record: T], void> {
    const walk = this.#walk();
    try {
      for (;;) {
        const step = await this.#run('read', () => walk.next());
        if (step.done) return;
        for (const [key, envelope] of step.value) {
          const record = this.#parse(envelope) ?? (await this.#readAgain(key, onCorrupt));
          if (record !== undefined) yield [key, record];
        }
      }
    } finally {
      await walk.return();
    }
  }

  #parse(envelope: unknown): T | undefined {
    return isEnvelope(envelope) ? this.#schema.safeParse(envelope.value).data : undefined;
  }

  /** A walked record that does not fit may be corrupt, or deleted since its page was read: only a read tells. */
  async #readAgain(key: string, onCorrupt: (key: string, error: StoreError) => void): Promise<T | undefined> {
    try {
      return await this.get(key);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      onCorrupt(key, error);
      return undefined;
    }
  }

  async #run<R>(verb: 'read' | 'write' | 'delete', call: () => Promise<R>): Promise<R> {
    this.#assertOpen();
    return runCall(`${verb} a record of "${this.#name}"`, call);
  }

  /** Parses an envelope `{"value": record}`; it comes from outside and may be anything JSON can be. */
  #read(key: string, envelope: unknown): T | undefined {
    if (envelope === undefined) return undefined;
    if (envelope instanceof UnreadableText) throw this.#corrupt(key, 'it is no JSON');
    if (!isEnvelope(envelope)) throw this.#corrupt(key, 'it is no record');
    const parsed = this.#schema.safeParse(envelope.value);
    if (parsed.success) return parsed.data;
    throw this.#corrupt(key, z.prettifyError(parsed.error), parsed.error);
  }

  /** What is written must be readable again, so it is the record's JSON that has to fit the schema. */
  #toStored(key: string, record: T): unknown {
    let value: unknown;
    try {
      value = JSON.parse(JSON.stringify(record));
    } catch (error) {
      throw this.#misfit(key, tellReason(error), error);
    }
    const parsed = this.#schema.safeParse(value);
    if (!parsed.success) throw this.#misfit(key, z.prettifyError(parsed.error), parsed.error);
    return value;
  }

  #corrupt(key: string, reason: string, cause?: unknown): StoreError {
    const message = `The record ${JSON.stringify(key)} of "${this.#name}" can't be read: ${reason}`;
    return new StoreError('record_corrupt', message, { cause });
  }

  #misfit(key: string, reason: string, cause: unknown): StoreError {
    const message = `The record ${JSON.stringify(key)} of "${this.#name}" was not written, it does not fit: ${reason}`;
    return new StoreError('store_failed', message, { cause });
  }

  /** Keyv passes over an empty key in silence, and half a surrogate pair becomes another key in UTF-8. */
  #assertKeys(keys: readonly string[]): void {
    const bad = keys.find((key) => key === '' || !key.isWellFormed());
    if (bad === undefined) return;
    throw new StoreError('store_failed', `${JSON.stringify(bad)} can't be a key of "${this.#name}"`);
  }

  #assertDone(written: readonly boolean[]): void {
    if (written.every(Boolean)) return;
    throw new StoreError('store_failed', `The store did not write a record of "${this.#name}"`);
  }
}

function isEnvelope(read: unknown): read is { readonly value: unknown } {
  return typeof read === 'object' && read !== null && 'value' in read;
}
