import KeyvRedis from '@keyv/redis';
import type { KeyvStorageEntry } from 'keyv';
import type { Page } from './backend.ts';
import type { RedisLink } from './redisLink.ts';

/**
 * Keys looked at in one round trip of a walk, whomever they belong to. The server's own 10 makes a start with many
 * keys slow: each collection looks at all of them.
 */
const SCAN_COUNT = 5_000;

/** Few enough that a page of large records fits in memory, many enough that a page costs more than its round trip. */
const PAGE_SIZE = 500;

interface Scanned {
  readonly cursor: string;
  readonly keys: readonly string[];
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

  /**
   * While one page is worked on, the next is on its way, and further keys. SCAN may give a key more than once; a
   * record that was deleted meanwhile comes without its text.
   */
  async *pages(): AsyncGenerator<Page, void> {
    const seen = new Set<string>();
    let scanning: Promise<Scanned> | undefined = this.#scan('0');
    let reading: Promise<Page> | undefined;
    while (scanning !== undefined) {
      const { cursor, keys }: Scanned = await scanning;
      scanning = cursor === '0' ? undefined : this.#scan(cursor);
      // Whoever leaves the walk, or fails at one of them, does not wait for the others.
      scanning?.catch(() => undefined);
      const fresh = [...new Set(keys).difference(seen)];
      for (const key of fresh) seen.add(key);
      for (let start = 0; start < fresh.length; start += PAGE_SIZE) {
        const next = this.#read(fresh.slice(start, start + PAGE_SIZE));
        next.catch(() => undefined);
        if (reading !== undefined) yield await reading;
        reading = next;
      }
    }
    if (reading !== undefined) yield await reading;
  }

  async #scan(from: string): Promise<Scanned> {
    const prefix = this.createKeyPrefix('', this.namespace);
    const { cursor, keys } = await this.#link.run(() =>
      this.#link.client.scan(from, { MATCH: `${prefix}*`, COUNT: SCAN_COUNT, TYPE: 'string' }),
    );
    return { cursor, keys: keys.map((key) => key.slice(prefix.length)) };
  }

  async #read(keys: string[]): Promise<Page> {
    const texts = await this.getMany(keys);
    return keys.map((key, index) => [key, texts[index]]);
  }
}
