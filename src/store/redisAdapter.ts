import KeyvRedis from '@keyv/redis';
import type { KeyvStorageEntry } from 'keyv';
import type { Page } from './backend.ts';
import type { RedisConnection } from './redisConnection.ts';
import type { RedisKeys } from './redisKeys.ts';

/** Few enough that what is on its way is gone again before it outlives the young heap. */
const PAGE_SIZE = 100;

/** Pages asked for before they are wanted: enough that Redis is hardly ever waited for. */
const PAGES_AHEAD = 4;

/** Keyv's Redis adapter with every command bounded by the link, and a walk that gives each key once. */
export class RedisAdapter extends KeyvRedis<string> {
  readonly #connection: RedisConnection;
  readonly #keys: RedisKeys;

  /** @param keys one for all collections */
  constructor(connection: RedisConnection, keys: RedisKeys) {
    super(connection.client);
    this.#connection = connection;
    this.#keys = keys;
  }

  override get<U = string>(key: string): Promise<U | undefined> {
    return this.#connection.run(() => super.get<U>(key));
  }

  override getMany<U = string>(keys: string[]): Promise<(U | undefined)[]> {
    return this.#connection.run(() => super.getMany<U>(keys));
  }

  override set(key: string, value: string, expires?: number): Promise<boolean> {
    return this.#connection.run(() => super.set(key, value, expires));
  }

  override setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[] | undefined> {
    return this.#connection.run(() => super.setMany(entries));
  }

  override delete(key: string): Promise<boolean> {
    return this.#connection.run(() => super.delete(key));
  }

  override deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#connection.run(() => super.deleteMany(keys));
  }

  override async *iterator<U = string>(): AsyncGenerator<[string, U | undefined], void, unknown> {
    // What stands there is the text that Keyv put there.
    for await (const page of this.pages()) for (const [key, text] of page) yield [key, text as U | undefined];
  }

  /** While one page is worked on, the next are on their way. What is gone again, or is no text, is left out. */
  async *pages(): AsyncGenerator<Page, void> {
    const prefix = this.createKeyPrefix('', this.namespace);
    const seen = new Set<string>();
    const reading: Promise<Page>[] = [];
    for await (const keys of this.#keys.startingWith(prefix)) {
      const fresh = keys.filter((key) => !seen.has(key) && seen.add(key));
      for (let start = 0; start < fresh.length; start += PAGE_SIZE) {
        const page = this.#read(fresh.slice(start, start + PAGE_SIZE), prefix.length);
        // Whoever leaves the walk does not hear of it.
        page.catch(() => undefined);
        reading.push(page);
        if (reading.length > PAGES_AHEAD) yield (await reading.shift()) ?? [];
      }
    }
    for (const page of reading) yield await page;
  }

  async #read(keys: string[], prefixLength: number): Promise<Page> {
    const texts = await this.#connection.run(() => this.#connection.client.mGet(keys));
    const page: [key: string, text: string][] = [];
    keys.forEach((key, index) => {
      const text = texts[index];
      if (typeof text === 'string') page.push([key.slice(prefixLength), text]);
    });
    return page;
  }
}
