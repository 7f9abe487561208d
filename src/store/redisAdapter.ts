import KeyvRedis from '@keyv/redis';
import type { KeyvStorageEntry } from 'keyv';
import type { RedisLink } from './redisLink.ts';

/** Keys looked at in one round trip of a walk. The server's own 10 makes a start with many keys slow. */
const SCAN_COUNT = 500;

/** Keyv's Redis adapter with every command bounded by the link, and a walk that gives each key once. */
export class RedisAdapter extends KeyvRedis<string> {
  readonly #link: RedisLink;

  constructor(link: RedisLink) {
    super(link.client);
    this.#link = link;
  }

  override get<U = string>(key: string): Promise<U | undefined> {
    return this.#link.run(() => super.get<U>(key));
  }

  override getMany<U = string>(keys: string[]): Promise<(U | undefined)[]> {
    return this.#link.run(() => super.getMany<U>(keys));
  }

  override set(key: string, value: string, expires?: number): Promise<boolean> {
    return this.#link.run(() => super.set(key, value, expires));
  }

  override setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[] | undefined> {
    return this.#link.run(() => super.setMany(entries));
  }

  override delete(key: string): Promise<boolean> {
    return this.#link.run(() => super.delete(key));
  }

  override deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#link.run(() => super.deleteMany(keys));
  }

  /** SCAN may give a key more than once; a record that was deleted meanwhile comes with `undefined`. */
  override async *iterator<U = string>(): AsyncGenerator<[string, U | undefined], void, unknown> {
    const prefix = this.createKeyPrefix('', this.namespace);
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const page = await this.#link.run(() =>
        this.#link.client.scan(cursor, { MATCH: `${prefix}*`, COUNT: SCAN_COUNT, TYPE: 'string' }),
      );
      cursor = page.cursor;
      const keys = page.keys.map((key) => key.slice(prefix.length)).filter((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      const values = keys.length > 0 ? await this.getMany<U>(keys) : [];
      for (const [index, key] of keys.entries()) yield [key, values[index]];
    } while (cursor !== '0');
  }
}
