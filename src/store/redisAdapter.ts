import KeyvRedis from '@keyv/redis';
import type { KeyvStorageEntry } from 'keyv';
import type { Page } from './backend.ts';
import type { RedisLink } from './redisLink.ts';

/** Keys looked at in one round trip of a walk. The server's own 10 makes a start with many keys slow. */
const SCAN_COUNT = 500;

interface ScannedPage {
  readonly page: Page;
  readonly cursor: string;
}

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

  override async *iterator<U = string>(): AsyncGenerator<[string, U | undefined], void, unknown> {
    // What stands there is the text that Keyv put there.
    for await (const page of this.pages()) for (const [key, text] of page) yield [key, text as U | undefined];
  }

  /** The next page is on its way while one is worked on. */
  async *pages(): AsyncGenerator<Page, void> {
    const seen = new Set<string>();
    let reading: Promise<ScannedPage> | undefined = this.#scan('0', seen);
    while (reading !== undefined) {
      const { page, cursor }: ScannedPage = await reading;
      reading = cursor === '0' ? undefined : this.#scan(cursor, seen);
      // Whoever leaves the walk does not wait for it.
      reading?.catch(() => undefined);
      if (page.length > 0) yield page;
    }
  }

  /** SCAN may give a key more than once; a record that was deleted meanwhile comes without its text. */
  async #scan(from: string, seen: Set<string>): Promise<ScannedPage> {
    const prefix = this.createKeyPrefix('', this.namespace);
    const { cursor, keys: found } = await this.#link.run(() =>
      this.#link.client.scan(from, { MATCH: `${prefix}*`, COUNT: SCAN_COUNT, TYPE: 'string' }),
    );
    const keys = new Set(found.map((key) => key.slice(prefix.length))).difference(seen);
    for (const key of keys) seen.add(key);
    const texts = keys.size > 0 ? await this.getMany([...keys]) : [];
    return { page: [...keys].map((key, index) => [key, texts[index]]), cursor };
  }
}
