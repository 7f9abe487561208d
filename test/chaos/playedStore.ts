import { openStore } from '../../src/store/openStore.ts';
import type { LeaseOptions, Store } from '../../src/store/store.ts';
import type { RedisPair } from '../support/redisPair.ts';
import { hideOwner, readDatabase } from './sqliteOwner.ts';

/** The owner of a store on Redis renews its lease so often, ms: in a history, no timer does it but the player. */
export const RENEWED_EVERY = 5_000;

/** How long Redis may take to answer, in real ms: a busy machine must not look like a Redis that is gone. */
const LONGEST_ANSWER = 60_000;

export interface PlayedStoreOptions {
  readonly url: string;
  /** For a store on Redis. */
  readonly redis: RedisPair | undefined;
  /** In ms. It stands still while the machine sleeps. */
  readonly monotonic: () => number;
  readonly onEmptied: LeaseOptions['onEmptied'];
}

/** The store of a history, as each of its processes opens it: one after the other, behind one object. */
export class PlayedStore implements Store {
  readonly #options: PlayedStoreOptions;
  #inner: Store;

  private constructor(options: PlayedStoreOptions, inner: Store) {
    this.#options = options;
    this.#inner = inner;
  }

  static async open(options: PlayedStoreOptions): Promise<PlayedStore> {
    return new PlayedStore(options, await openLeased(options));
  }

  /** The process that had it ended; another one opens it after what happens meanwhile. */
  async reopen(meanwhile?: () => Promise<void>): Promise<void> {
    await this.#inner.close();
    await meanwhile?.();
    await this.#options.redis?.expireOwner();
    this.#inner = await openLeased(this.#options);
  }

  /** The store of the present process. */
  get present(): Store {
    return this.#inner;
  }

  /** Another process opens it while the one that has it is paused, so that its lease has run out. @returns that one's */
  async takeOver(): Promise<Store> {
    const { url, redis } = this.#options;
    const paused = this.#inner;
    if (redis === undefined) hideOwner(pathOf(url));
    else await redis.expireOwner();
    this.#inner = await openLeased(this.#options);
    return paused;
  }

  /** All that is stored, as one text. */
  async readAll(): Promise<string> {
    const { url, redis } = this.#options;
    return redis === undefined ? readDatabase(pathOf(url)) : redis.readAll();
  }

  collection: Store['collection'] = (name, schema) => this.#inner.collection(name, schema);
  indexed: Store['indexed'] = (name, schema, index) => this.#inner.indexed(name, schema, index);
  lease: Store['lease'] = (options) => this.#inner.lease(options);
  ensureLeased: Store['ensureLeased'] = () => this.#inner.ensureLeased();
  findProblems: Store['findProblems'] = () => this.#inner.findProblems();
  check: Store['check'] = () => this.#inner.check();
  close: Store['close'] = () => this.#inner.close();
}

function pathOf(url: string): string {
  return url.slice('sqlite:'.length);
}

async function openLeased({ url, monotonic, onEmptied }: PlayedStoreOptions): Promise<Store> {
  const store = await openStore(url, { monotonic, leaseMs: RENEWED_EVERY, timeoutMs: LONGEST_ANSWER });
  try {
    await store.lease({ onWait: () => undefined, onLost: () => undefined, onEmptied });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
