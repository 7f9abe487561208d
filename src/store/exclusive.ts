import type { Store } from './store.ts';

/** All that a store holds, for a tool that changes it while nothing else runs. */
export interface Exclusive {
  /** The store; or the partitions, and at last what they share. */
  readonly stores: readonly Store[];
  /** The same without what partitions share, whose records have no version of their own. */
  readonly versioned: readonly Store[];
  close(): Promise<void>;
}
