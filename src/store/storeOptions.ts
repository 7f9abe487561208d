import type { Lease } from './lease.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** Longer than a usual pause of the process or of Redis, and short enough to wait for after a crash. */
const DEFAULT_LEASE_MS = 15_000;

export interface StoreOptions {
  /** Called when the store fails outside a call, for example when its connection drops. Failed calls reject instead. */
  readonly onError?: (error: Error) => void;
  /** Called with a message for the log when something is wrong with the store, although calls still work. */
  readonly onWarning?: (message: string) => void;
  /** How long a call may wait for another writer (SQLite) or an answer (Redis); 5 s by default. */
  readonly timeoutMs?: number;
  /** How long a lease on Redis lasts if its process stops renewing it; 15 s by default. */
  readonly leaseMs?: number;
  /** In ms. It runs evenly, and nobody sets it; the process's own by default. Redis is reconnected to and leased by it. */
  readonly monotonic?: () => number;
  /** Begins the keys of the store, on Redis: of a partition, or of what the partitions share. */
  readonly prefix?: string;
  /** On Redis: the lock that fences the writes, where somebody else takes and renews it. */
  readonly lease?: Lease;
}

/** The options, with what holds where they say nothing. */
export function readOptions({
  onError = () => {},
  onWarning = () => {},
  timeoutMs = DEFAULT_TIMEOUT_MS,
  leaseMs = DEFAULT_LEASE_MS,
  monotonic = () => performance.now(),
}: StoreOptions) {
  return { onError, onWarning, timeoutMs, leaseMs, monotonic };
}
