import type { ZodType } from 'zod';
import type { Collection, Store, StoreError } from '../../store/store.ts';
import { OwnedRoutes } from './ownedRoutes.ts';
import { ROUTED, type Routes } from './routes.ts';

/** The store of a partition whose owner keeps its routes. */
export interface RoutedStore extends Store {
  /** Writes the routes again that Redis has lost. @throws {StoreError} if the store fails, or is another's */
  keepRoutes(): Promise<void>;
}

/** Adds a route for all that any replica must find, before it is stored in a partition. */
export function withRoutes(store: Store, routes: Routes, partition: number): RoutedStore {
  const owned = new Map<string, OwnedRoutes>(
    ROUTED.map((kind) => [kind, new OwnedRoutes(kind, routes, partition)]),
  );
  return {
    ...store,
    collection<T>(name: string, schema: ZodType<T>): Collection<T> {
      const collection = store.collection(name, schema);
      const ofKind = owned.get(name);
      return ofKind === undefined ? collection : new RoutedCollection(collection, ofKind);
    },
    async keepRoutes() {
      // A former owner would write routes that the present one has removed.
      await store.ensureLeased();
      for (const ofKind of owned.values()) await ofKind.keep();
    },
  };
}

class RoutedCollection<T> implements Collection<T> {
  readonly #inner: Collection<T>;
  readonly #owned: OwnedRoutes;

  constructor(inner: Collection<T>, owned: OwnedRoutes) {
    this.#inner = inner;
    this.#owned = owned;
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
    await this.#owned.add(entries);
    await this.#inner.setMany(entries);
  }

  async delete(key: string): Promise<void> {
    await this.deleteMany([key]);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    await this.#inner.deleteMany(keys);
    await this.#owned.remove(keys);
  }

  /** Read once, by a new owner: what a copy of the store brought here is routed too. */
  async *entries(
    onCorrupt: (key: string, error: StoreError) => void,
  ): AsyncGenerator<readonly [key: string, record: T]> {
    const all: (readonly [string, T])[] = [];
    for await (const entry of this.#inner.entries(onCorrupt)) all.push(entry);
    await this.#owned.load(all);
    yield* all;
  }
}
