import { type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import type { Adapter, Page } from './backend.ts';
import type { RedisKeys } from './redisKeys.ts';
import type { RedisRecords } from './redisRecords.ts';

/** Few enough that a page of records is freed before V8 moves it out of the young heap. */
const PAGE_SIZE = 100;

/** How many pages are requested in advance, so that a walk hardly ever waits for Redis. */
const PAGES_AHEAD = 4;

/** Keyv's v6 storage contract on Redis: each record is a string at `<namespace>::<key>`. */
export class RedisAdapter implements Adapter {
  namespace = '';
  readonly #records: RedisRecords;
  readonly #keys: RedisKeys;

  /** @param keys one for all collections of all stores on a connection */
  constructor(records: RedisRecords, keys: RedisKeys) {
    this.#records = records;
    this.#keys = keys;
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  async get(key: string): Promise<string | undefined> {
    const text = await this.#records.read((client) => client.get(this.#toRedisKey(key)));
    return text ?? undefined;
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    if (keys.length === 0) return [];
    const texts = await this.#records.read((client) => client.mGet(keys.map((key) => this.#toRedisKey(key))));
    return texts.map((text) => text ?? undefined);
  }

  async has(key: string): Promise<boolean> {
    return (await this.#records.read((client) => client.exists(this.#toRedisKey(key)))) > 0;
  }

  hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.#records.set([{ key: this.#toRedisKey(key), text: toText(value), expires }]);
    return true;
  }

  /** Writes all, or none. */
  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    await this.#records.set(
      entries.map(({ key, value, expires }) => ({
        key: this.#toRedisKey(key),
        text: toText(value),
        expires,
      })),
    );
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    const [isDeleted = false] = await this.#records.delete([this.#toRedisKey(key)]);
    return isDeleted;
  }

  /** Deletes all, or none. */
  deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#records.delete(keys.map((key) => this.#toRedisKey(key)));
  }

  async clear(): Promise<void> {
    for await (const keys of this.#keys.startingWith(this.#toRedisKey('')))
      if (keys.length > 0) await this.#records.delete(keys);
  }

  async *iterator(): AsyncGenerator<[key: string, text: string], void> {
    for await (const page of this.pages()) for (const [key, text] of page) yield [key, text];
  }

  /** Requests pages ahead of the caller. Leaves out keys that were deleted since, or that hold no string. */
  pages(): AsyncGenerator<Page, void> {
    const prefix = this.#toRedisKey('');
    return this.#readPages(this.#keys.startingWith(prefix), prefix);
  }

  async *#readPages(found: AsyncGenerator<string[], void>, prefix: string): AsyncGenerator<Page, void> {
    const seen = new Set<string>();
    const coming: Promise<Page>[] = [];
    for await (const keys of found) {
      // The scan may be another store's as well. What it did not find may be missing only because we own the store no more.
      await this.#records.ensureLeased();
      const fresh = keys.filter((key) => !seen.has(key) && seen.add(key));
      for (let start = 0; start < fresh.length; start += PAGE_SIZE) {
        const page = this.#readPage(fresh.slice(start, start + PAGE_SIZE), prefix.length);
        // A caller that has left the walk does not await this.
        page.catch(() => undefined);
        coming.push(page);
        if (coming.length > PAGES_AHEAD) yield (await coming.shift()) ?? [];
      }
    }
    for (const page of coming) yield await page;
  }

  async #readPage(redisKeys: string[], prefixLength: number): Promise<Page> {
    const texts = await this.#records.read((client) => client.mGet(redisKeys));
    const page: [key: string, text: string][] = [];
    redisKeys.forEach((redisKey, index) => {
      const text = texts[index];
      if (typeof text === 'string') page.push([redisKey.slice(prefixLength), text]);
    });
    return page;
  }

  #toRedisKey(key: string): string {
    return `${this.namespace}::${key}`;
  }
}

function toText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('Redis stores only values that Keyv has serialized');
  return value;
}
