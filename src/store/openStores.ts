import type { Page } from './backend.ts';
import { createStore } from './createStore.ts';
import { createRedisBackend, type RedisPart } from './redis.ts';
import { RedisConnection } from './redisConnection.ts';
import { RedisKeys } from './redisKeys.ts';
import { RedisRecords } from './redisRecords.ts';
import { leaseKeysOf } from './redisScripts.ts';
import { runCall } from './runCall.ts';
import type { Store } from './store.ts';
import { readOptions, type StoreOptions } from './storeOptions.ts';

/** Partitions are granted one after the other within milliseconds. Their first scans wait so long for each other. */
const GATHER_MS = 50;

/** How many records are written with one command. */
const FILL_SIZE = 200;

export interface StoresOptions extends Omit<StoreOptions, keyof RedisPart> {
  /** How long a scan of the database waits for other stores that need one too, ms; 50 by default. */
  readonly gatherMs?: number;
}

/** Several stores of one Redis, on one connection. */
export interface Stores {
  readonly connection: RedisConnection;
  /** How many writes Redis has refused, because their lock was another's. */
  readonly refusedWrites: number;
  /** Opens one of them; it is closed by itself, and the connection stays. */
  open(part: RedisPart & { readonly prefix: string }): Store;
  /**
   * Whether a partition lacks the marker that each one has, so that Redis has lost its records. The marker is set again when its
   * store is leased.
   *
   * @throws {StoreError} as a store
   */
  isEmptied(prefix: string): Promise<boolean>;
  /**
   * Writes records as they are stored, each with the name of its collection in its key. The record that marks a store as
   * not empty is written last: a replica that ends in the middle leaves a partition that still counts as emptied.
   *
   * @throws {StoreError} as a store
   */
  fill(part: Required<RedisPart>, records: Page): Promise<void>;
  /** Closes the connection. The stores must be closed before. */
  close(): Promise<void>;
}

/**
 * Connects to a Redis that holds several stores: the partitions, and what they share. They scan the database together when
 * they are opened together.
 *
 * @throws {StoreError} as `openStore`
 */
export async function openStores(url: string, options: StoresOptions = {}): Promise<Stores> {
  const { leaseMs, ...connectionOptions } = readOptions(options);
  const connection = await RedisConnection.open(url, connectionOptions);
  const keys = new RedisKeys(connection, options.gatherMs ?? GATHER_MS);
  let refusedWrites = 0;
  const onRefused = (): void => {
    refusedWrites += 1;
  };
  return {
    connection,
    get refusedWrites() {
      return refusedWrites;
    },
    open: (part) => createStore(createRedisBackend({ connection, keys, leaseMs, onRefused }, part)),
    async isEmptied(prefix) {
      const [, marker, record] = leaseKeysOf(prefix);
      const found = await runCall('be read', () =>
        connection.run((client) => client.exists([marker, record])),
      );
      return found === 0;
    },
    async fill({ prefix, lease }, page) {
      const records = new RedisRecords(connection, onRefused);
      records.useFence(lease);
      const [, , known] = leaseKeysOf(prefix);
      const entries = page
        .map(([key, text]) => ({ key: prefix + key, text, expires: undefined }))
        .sort((one, other) => Number(one.key === known) - Number(other.key === known));
      for (let start = 0; start < entries.length; start += FILL_SIZE)
        await runCall('be filled', () => records.set(entries.slice(start, start + FILL_SIZE)));
    },
    close: () => connection.close(),
  };
}
