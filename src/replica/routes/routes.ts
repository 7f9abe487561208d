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

/** The partition that has it; `none`; or `unsure`, where a partition that is not completely routed may have it. */
export type Location = number | 'none' | 'unsure';

/**
 * Which partition has a hook or a link of Threads' consent page. It only shows the way: the partition's owner looks
 * everything up again, so a route that is out of date lets nobody in.
 *
 * A copy leaves the routes out, and a Redis that is emptied loses them. So beside the routes stands a mark of each partition whose
 * routes are all there. It is written with them in one step, and is lost with them: only where every partition has its mark
 * is what has no route certainly nowhere.
 */
export class Routes {
  readonly #collections: Readonly<Record<Routed, Collection<Route>>>;
  readonly #marks: readonly string[];

  /**
   * @param shared what all replicas share
   * @param partitions how many there are
   */
  constructor(shared: Store, partitions: number) {
    this.#collections = {
      hooks: shared.collection(ROUTE_COLLECTIONS.hooks, routeSchema),
      'oauth-states': shared.collection(ROUTE_COLLECTIONS['oauth-states'], routeSchema),
    };
    this.#marks = Array.from({ length: partitions }, (_, partition) => markOf(partition));
  }

  /** Looks for a route alone, which costs little. @throws StoreError */
  async find(kind: Routed, hash: string): Promise<number | undefined> {
    return (await this.#collections[kind].get(hash))?.partition;
  }

  /** Looks for a route and all marks in one read, so that an owner can't write both in between. @throws StoreError */
  async locate(kind: Routed, hash: string): Promise<Location> {
    const [route, ...marks] = await this.#collections[kind].getMany([hash, ...this.#marks]);
    if (route !== undefined) return route.partition;
    return marks.includes(undefined) ? 'unsure' : 'none';
  }

  /** @throws StoreError */
  async add(kind: Routed, hashes: readonly string[], partition: number): Promise<void> {
    await this.#collections[kind].setMany(hashes.map((hash) => [hash, { version: 1, partition }]));
  }

  /** Adds the routes of all that a partition has, and its mark: all of it, or nothing. @throws StoreError */
  async addAll(kind: Routed, hashes: readonly string[], partition: number): Promise<void> {
    await this.add(kind, [...hashes, markOf(partition)], partition);
  }

  /** Whether a partition has its mark, and so all its routes, unless Redis has lost its last moments. @throws StoreError */
  async isMarked(kind: Routed, partition: number): Promise<boolean> {
    return (await this.#collections[kind].get(markOf(partition))) !== undefined;
  }

  /** @throws StoreError */
  async remove(kind: Routed, hashes: readonly string[]): Promise<void> {
    await this.#collections[kind].deleteMany(hashes);
  }
}

/** No hash has a slash. */
function markOf(partition: number): string {
  return `complete/${partition}`;
}
