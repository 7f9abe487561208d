/** What proves in Redis that this process may write: a key, and the value that it has as long as that holds. */
export interface Fence {
  /** The key in Redis of the lock. */
  readonly key: string;
  /** Our value of it. Redis refuses a write while the key has another one. */
  readonly token: string;
  /** Whether calls may be let through at this moment without asking Redis. */
  readonly isHeld: boolean;
  /**
   * Makes sure that the lock is ours still.
   * @throws {StoreError} `store_lost` once it is another's for good
   */
  ensureHeld(): Promise<void>;
  /** Redis refused a write, because the key is not ours: the next call asks first. */
  distrust(): void;
}

/** A lock that somebody else takes, renews and gives back, and that the store only relies on. */
export interface Lease extends Fence {
  /** Aborted once the lock is another's. Its reason may be a {@link StoreError}. */
  readonly lost: AbortSignal;
}
