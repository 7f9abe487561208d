/** Begins the keys of a store that a single process uses; other programs may share the database. */
export const SINGLE_PREFIX = 'threadwatch:';

/** Begins the keys of what belongs to no partition: it is written by every replica, without a lease. */
export const SHARED_PREFIX = 'threadwatch{shared}:';

/** How many partitions there are, unless somebody chose another number. */
export const DEFAULT_PARTITIONS = 16;

/** More would cost more Redis commands than they spread work. */
export const MAX_PARTITIONS = 1_024;

/** Begins the keys of a partition. What stands in braces decides the slot of a key: all of a partition are in one. */
export function prefixOfPartition(partition: number): string {
  return `threadwatch{${partition}}:`;
}
