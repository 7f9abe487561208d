import { z } from 'zod';
import type { Collection, Store } from '../../store/store.ts';

/** What comes to any replica without naming its workspace: it is found by the hash of its secret. */
export const ROUTED = ['hooks', 'oauth-states'] as const;

export type Routed = (typeof ROUTED)[number];

/** The names of the collections that say which partition has what. */
export const ROUTE_COLLECTIONS = {
  hooks: 'hook-routes',
  'oauth-states': 'oauth-state-routes',
} as const satisfies Readonly<Record<Routed, string>>;

export const routeSchema = z.strictObject({ version: z.literal(1), partition: z.int().min(0) });

type Route = z.infer<typeof routeSchema>;

/**
 * Which partition has a hook or a link of Threads' consent page. It only shows the way: the partition's owner looks
 * everything up again, so a route that is out of date lets nobody in.
 */
export class Routes {
  readonly #collections: Readonly<Record<Routed, Collection<Route>>>;

  /** @param shared what all replicas share */
  constructor(shared: Store) {
    this.#collections = {
      hooks: shared.collection(ROUTE_COLLECTIONS.hooks, routeSchema),
      'oauth-states': shared.collection(ROUTE_COLLECTIONS['oauth-states'], routeSchema),
    };
  }

  /** @throws StoreError */
  async find(kind: Routed, hash: string): Promise<number | undefined> {
    return (await this.#collections[kind].get(hash))?.partition;
  }

  /** @throws StoreError */
  async add(kind: Routed, hashes: readonly string[], partition: number): Promise<void> {
    await this.#collections[kind].setMany(hashes.map((hash) => [hash, { version: 1, partition }]));
  }

  /** @throws StoreError */
  async remove(kind: Routed, hashes: readonly string[]): Promise<void> {
    await this.#collections[kind].deleteMany(hashes);
  }
}
