import { z } from 'zod';
import type { Core } from '../app/startCore.ts';
import { realTime, withDeadline } from '../cluster/clusterTime.ts';
import type { OwnedLease } from '../cluster/jobLease.ts';
import type { Log } from '../log.ts';
import type { Page } from '../store/backend.ts';
import { createStore } from '../store/createStore.ts';
import type { Lease } from '../store/lease.ts';
import { createMemoryBackend } from '../store/memory.ts';
import type { Stores } from '../store/openStores.ts';
import type { ReplaceableStore } from '../store/replaceableStore.ts';
import type { LeaseOptions, Store } from '../store/store.ts';
import type { Memories } from './memories.ts';

export const REMEMBERED =
  'Redis lost the records of this partition: somebody flushed it, or it restarted without its data. What the replica that owned the partition remembered was put back; notes and messages that waited are lost. Find out who or what empties it';

/** How long a new owner waits for what the last one remembers, ms. */
const RECALL_LIMIT = 4_000;

/** How long it may take to leave it, ms: nobody waits longer for it. */
const LEAVE_LIMIT = 3_000;

/** A record in Keyv's own memory. */
const entrySchema = z.object({ value: z.string() });

export interface MemoryParts {
  readonly memories: Memories;
  /** Redis' time, ms since the epoch, of a moment of the monotonic clock. */
  readonly toRedisTime: (monotonic: number) => number;
}

/**
 * Leaves to the next owner what this replica knows of a partition that it has lost: it may be Redis that has lost it.
 *
 * @param store on which the core was made
 */
export async function leaveRecords(
  { memories, toRedisTime, log }: MemoryParts & { readonly log: Log },
  lost: {
    readonly partition: number;
    readonly lease: OwnedLease;
    readonly core: Core;
    readonly store: ReplaceableStore;
  },
): Promise<void> {
  const { partition, lease, core, store } = lost;
  const leave = async (): Promise<void> => {
    const records = await readMemory(core, store);
    await memories.keep(partition, toRedisTime(lease.renewedAt), records, LEAVE_LIMIT);
  };
  await withDeadline(realTime, LEAVE_LIMIT, 'Redis', leave()).catch((err) =>
    log.debug({ err, partition }, 'what was known of a partition could not be left to its next owner'),
  );
}

/**
 * What is to be stored so that another core goes on, and tells the channels of it. What is under way in this core writes to
 * memory meanwhile, and is refused again after that: it must not seem to be stored, and be told to programs, by two owners.
 */
async function readMemory({ threadwatch }: Core, store: ReplaceableStore): Promise<Page> {
  const records = new Map<string, unknown>();
  await store.replaceDuring(createStore(createMemoryBackend(records)), () => threadwatch.putAllBack());
  return [...records].map(([key, entry]) => [key, entrySchema.parse(entry).value]);
}

export interface LeasedPart {
  readonly partition: number;
  /** Begins its keys. */
  readonly prefix: string;
  readonly lease: Lease;
  readonly store: Pick<Store, 'lease'>;
}

/**
 * Leases the store of a partition. If Redis has lost it, it is filled before with what its last owner remembers. Only
 * the end of that marks it as known, so an owner that ends before leaves all of it to the next one.
 *
 * @returns whether it was filled
 * @throws {StoreError} as the store
 */
export async function recallAndLease(
  { stores, memories }: { readonly stores: Stores; readonly memories: Memories },
  { partition, prefix, lease, store }: LeasedPart,
  options: LeaseOptions,
): Promise<boolean> {
  const records = (await stores.isEmptied(prefix)) ? await memories.take(partition, RECALL_LIMIT) : [];
  await stores.fill({ prefix, lease }, records);
  await store.lease(options);
  return records.length > 0;
}
