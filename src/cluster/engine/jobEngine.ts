/** A job that never ends, as it was granted: its index, and the token with which its lock was set. */
export interface Grant {
  readonly index: number;
  readonly token: string;
}

/**
 * What `OwnedJobs` needs of the queue: jobs that never end, each with a lock that expires unless it is renewed. A job whose lock
 * expired is granted again. The implementation is BullMQ's; tests script one.
 */
export interface JobEngine {
  /**
   * Waits for a job that nobody owns, for about a second.
   * @param token the lock's value, if one is granted
   */
  take(token: string): Promise<number | undefined>;
  /** Renews locks. @returns the indexes of those that are not ours any more */
  extend(grants: readonly Grant[]): Promise<ReadonlySet<number>>;
  /**
   * Gives a job back. It does nothing if the lock is not ours any more.
   * @param delayMs how long nobody shall take it
   */
  release(grant: Grant, delayMs: number): Promise<void>;
  /** Adds the jobs that are missing, because this is the first start or because Redis lost them. */
  ensureJobs(): Promise<void>;
  /** The key of the lock in Redis. */
  lockKey(index: number): string;
  /** Sets what is called when it has connected again: what was true before may not be. */
  onReconnect(listener: () => void): void;
  close(): Promise<void>;
}
