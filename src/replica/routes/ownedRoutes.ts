import { z } from 'zod';
import type { Routed, Routes } from './routes.ts';

/** A link is stored under its hash; a hook has it in its record. */
const hashedSchema = z.looseObject({ hash: z.string() });

function hashOf(kind: Routed, key: string, record: unknown): string | undefined {
  return kind === 'oauth-states' ? key : hashedSchema.safeParse(record).data?.hash;
}

/** The routes of one kind to a partition, as its owner writes them. */
export class OwnedRoutes {
  readonly #kind: Routed;
  readonly #routes: Routes;
  readonly #partition: number;
  /** The hash of each record that has a route, by the key of the record. */
  readonly #hashes = new Map<string, string>();
  #isLoaded = false;

  constructor(kind: Routed, routes: Routes, partition: number) {
    this.#kind = kind;
    this.#routes = routes;
    this.#partition = partition;
  }

  /** Adds the routes of records that have none yet. @throws StoreError */
  async add(entries: readonly (readonly [key: string, record: unknown])[]): Promise<void> {
    const found = this.#hash(entries.filter(([key]) => !this.#hashes.has(key)));
    if (found.length === 0) return;
    await this.#routes.add(
      this.#kind,
      found.map(([, hash]) => hash),
      this.#partition,
    );
    this.#note(found);
  }

  /** Writes the routes of all records of the partition, also where it has none. @throws StoreError */
  async load(entries: readonly (readonly [key: string, record: unknown])[]): Promise<void> {
    this.#note(this.#hash(entries));
    await this.#addAll();
    this.#isLoaded = true;
  }

  /** @param keys of records that are gone @throws StoreError */
  async remove(keys: readonly string[]): Promise<void> {
    const hashes = keys.map((key) => this.#hashes.get(key)).filter((hash) => hash !== undefined);
    for (const key of keys) this.#hashes.delete(key);
    if (hashes.length > 0) await this.#routes.remove(this.#kind, hashes);
  }

  /** Writes all routes again where Redis has lost them while the partition kept its owner. @throws StoreError */
  async keep(): Promise<void> {
    if (this.#isLoaded && !(await this.#routes.isMarked(this.#kind, this.#partition))) await this.#addAll();
  }

  async #addAll(): Promise<void> {
    await this.#routes.addAll(this.#kind, [...this.#hashes.values()], this.#partition);
  }

  #hash(entries: readonly (readonly [key: string, record: unknown])[]) {
    return entries.flatMap(([key, record]) => {
      const hash = hashOf(this.#kind, key, record);
      return hash === undefined ? [] : [[key, hash] as const];
    });
  }

  #note(found: readonly (readonly [key: string, hash: string])[]): void {
    for (const [key, hash] of found) this.#hashes.set(key, hash);
  }
}
