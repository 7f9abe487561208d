import type { ZodType } from 'zod';
import { z } from 'zod';
import type { Collection, Store, StoreError } from '../../store/store.ts';
import { ROUTED, type Routed, type Routes } from './routes.ts';

/** A link is stored under its hash; a hook has it in its record. */
const hashedSchema = z.looseObject({ hash: z.string() });

function hashOf(kind: Routed, key: string, record: unknown): string | undefined {
  return kind === 'oauth-states' ? key : hashedSchema.safeParse(record).data?.hash;
}

/** The store of a partition, which adds a route for all that any replica must find, before it is stored. */
export function withRoutes(store: Store, routes: Routes, partition: number): Store {
  return {
    ...store,
    collection<T>(name: string, schema: ZodType<T>): Collection<T> {
      const collection = store.collection(name, schema);
      const kind = ROUTED.find((each) => each === name);
      return kind === undefined ? collection : new RoutedCollection(collection, kind, routes, partition);
    },
  };
}

class RoutedCollection<T> implements Collection<T> {
  readonly #inner: Collection<T>;
  readonly #kind: Routed;
  readonly #routes: Routes;
  readonly #partition: number;
  readonly #hashes = new Map<string, string>();

  constructor(inner: Collection<T>, kind: Routed, routes: Routes, partition: number) {
    this.#inner = inner;
    this.#kind = kind;
    this.#routes = routes;
    this.#partition = partition;
  }

  get(key: string): Promise<T | undefined> {
    return this.#inner.get(key);
  }

  getMany(keys: readonly string[]): Promise<(T | undefined)[]> {
    return this.#inner.getMany(keys);
  }

  async set(key: string, record: T): Promise<void> {
    await this.setMany([[key, record]]);
  }

  async setMany(entries: readonly (readonly [key: string, record: T])[]): Promise<void> {
    await this.#route(entries.filter(([key]) => !this.#hashes.has(key)));
    await this.#inner.setMany(entries);
  }

  async delete(key: string): Promise<void> {
    await this.deleteMany([key]);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    await this.#inner.deleteMany(keys);
    const hashes = keys.map((key) => this.#hashes.get(key)).filter((hash) => hash !== undefined);
    for (const key of keys) this.#hashes.delete(key);
    if (hashes.length > 0) await this.#routes.remove(this.#kind, hashes);
  }

  /** Read once, by a new owner: what a copy of the store brought here is routed too. */
  async *entries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly [key: string, record: T]> {
    const all: (readonly [string, T])[] = [];
    for await (const entry of this.#inner.entries(onCorrupt)) all.push(entry);
    await this.#route(all);
    yield* all;
  }

  async #route(entries: readonly (readonly [key: string, record: T])[]): Promise<void> {
    const found = entries.flatMap(([key, record]) => {
      const hash = hashOf(this.#kind, key, record);
      return hash === undefined ? [] : [[key, hash] as const];
    });
    if (found.length === 0) return;
    await this.#routes.add(
      this.#kind,
      found.map(([, hash]) => hash),
      this.#partition,
    );
    for (const [key, hash] of found) this.#hashes.set(key, hash);
  }
}
