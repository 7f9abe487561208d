import { openStore } from './openStore.ts';
import type { LeaseOptions, Store } from './store.ts';
import { splitUrl } from './storeUrl.ts';

/** All that a store holds, for a tool that changes it while nothing else runs. */
export interface Exclusive {
  /** The store; or the partitions, and at last what they share. */
  readonly stores: readonly Store[];
  /** The same without what partitions share, whose records have no version of their own. */
  readonly versioned: readonly Store[];
  close(): Promise<void>;
}

/**
 * Opens and leases a single store, or all partitions: no process and no replica can start on it meanwhile.
 *
 * @throws {StoreError} `store_owned` if one runs; else as `openStore`
 */
export async function openExclusively(
  url: string,
  options: Pick<LeaseOptions, 'onWait' | 'onLost'>,
): Promise<Exclusive> {
  const leaseOptions = {
    ...options,
    onEmptied: () => undefined,
  };
  if (/^rediss?:$/.test(splitUrl(url).scheme)) {
    const { openPartitions } = await import('./openPartitions.ts');
    const partitions = await openPartitions(url, leaseOptions);
    if (partitions !== undefined) return partitions;
  }
  const store = await openStore(url);
  try {
    await store.lease(leaseOptions);
  } catch (error) {
    await store.close();
    throw error;
  }
  return { stores: [store], versioned: [store], close: () => store.close() };
}
