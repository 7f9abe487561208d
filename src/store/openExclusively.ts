import type { Exclusive } from './exclusive.ts';
import { openStore } from './openStore.ts';
import type { LeaseOptions } from './store.ts';
import { splitUrl } from './storeUrl.ts';

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
