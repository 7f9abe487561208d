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

/** Begins all keys of BullMQ. In braces, so that all of them are in one slot. */
export const QUEUE_PREFIX = '{threadwatch-cluster}';

/** Where the replicas say that they live: a sorted set of their ids, by when each was last heard, in ms of Redis' time. */
export const REPLICAS_KEY = `${SHARED_PREFIX}replicas`;

/**
 * What else they say of themselves: that one leaves the work to the others for a while, or a queue that it serves and others
 * may not. A sorted set as that one, of a word and an id.
 */
export const REPLICA_NOTES_KEY = `${SHARED_PREFIX}replica-notes`;

/**
 * A replica that was not heard for so long counts as dead, ms. Shorter than the locks last, so that its partitions can be taken
 * as soon as they are free.
 */
export const REPLICA_GONE_AFTER = 4_000;

/** What the owner of a partition that was lost remembers of it, until the next owner has looked. */
export function memoryOfPartition(partition: number): string {
  return `${MEMORY_PREFIX}${partition}`;
}

/** Begins the keys of all that owners have left to the next ones. */
export const MEMORY_PREFIX = `${SHARED_PREFIX}memory-`;

/** The lock of the job that is a partition: there while a replica owns the partition. */
export function lockOfPartition(partition: number): string {
  return `${QUEUE_PREFIX}:partitions:partition-${partition}:lock`;
}
