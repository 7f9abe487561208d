import { type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import type { Adapter, Page } from './backend.ts';
import type { RedisConnection } from './redisConnection.ts';
import type { RedisKeys } from './redisKeys.ts';

/** Few enough that a page of records is freed before V8 moves it out of the young heap. */
const PAGE_SIZE = 100;

/** How many pages are requested in advance, so that a walk hardly ever waits for Redis. */
const PAGES_AHEAD = 4;

/** Keyv's v6 storage contract on Redis: each record is a string at `<namespace>::<key>`. */
export class RedisAdapter implements Adapter {
  namespace = '';
  readonly #connection: RedisConnection;
  readonly #keys: RedisKeys;

  /** @param keys one for all collections */
  constructor(connection: RedisConnection, keys: RedisKeys) {
    this.#connection = connection;
    this.#keys = keys;
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  async get(key: string): Promise<string | undefined> {
    const text = await this.#connection.run((client) => client.get(this.#toRedisKey(key)));
    return text ?? undefined;
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    if (keys.length === 0) return [];
    const texts = await this.#connection.run((client) =>
      client.mGet(keys.map((key) => this.#toRedisKey(key))),
    );
    return texts.map((text) => text ?? undefined);
  }

  async has(key: string): Promise<boolean> {
    return (await this.#connection.run((client) => client.exists(this.#toRedisKey(key)))) > 0;
  }

  hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.#connection.run((client) =>
      client.set(this.#toRedisKey(key), toText(value), expireAt(expires)),
    );
    return true;
  }

  /** Writes all in one transaction, or none. */
  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    await this.#connection.run((client) => {
      const transaction = client.multi();
      for (const { key, value, expires } of entries)
        transaction.set(this.#toRedisKey(key), toText(value), expireAt(expires));
      return transaction.exec();
    });
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#connection.run((client) => client.unlink(this.#toRedisKey(key)))) > 0;
  }

  /** Deletes all in one transaction, or none. */
  async deleteMany(keys: string[]): Promise<boolean[]> {
    const counts = await this.#connection.run((client) => {
      const transaction = client.multi();
      for (const key of keys) transaction.unlink(this.#toRedisKey(key));
      return transaction.exec();
    });
    return counts.map((count) => Number(count) > 0);
  }

  async clear(): Promise<void> {
    for await (const keys of this.#keys.startingWith(this.#toRedisKey('')))
      if (keys.length > 0) await this.#connection.run((client) => client.unlink(keys));
  }

  async *iterator(): AsyncGenerator<[key: string, text: string], void> {
    for await (const page of this.pages()) for (const [key, text] of page) yield [key, text];
  }

  /** Requests pages ahead of the caller. Leaves out keys that were deleted since, or that hold no string. */
  async *pages(): AsyncGenerator<Page, void> {
    const prefix = this.#toRedisKey('');
    const seen = new Set<string>();
    const coming: Promise<Page>[] = [];
    for await (const keys of this.#keys.startingWith(prefix)) {
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
    const texts = await this.#connection.run((client) => client.mGet(redisKeys));
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

/** @param expires ms since the epoch, or `undefined` for never */
function expireAt(expires: number | undefined) {
  return expires === undefined ? undefined : { expiration: { type: 'PXAT' as const, value: expires } };
}
