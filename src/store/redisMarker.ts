import type { Lease } from './lease.ts';
import type { RedisConnection } from './redisConnection.ts';
import { leaseKeysOf, MARKER_SCRIPTS } from './redisScripts.ts';
import { type LeaseOptions, StoreError } from './store.ts';

const LOST = 'Another process has taken the partition over, so this one lets go of it';
const EMPTIED =
  'holds none of our records any more. Somebody flushed Redis, or it restarted without its data';
const EMPTY_AT_START =
  'is empty, though it was used before: it was emptied, and every watch, alert setting and stored token in it is lost';

export interface MarkerOptions extends Pick<LeaseOptions, 'onLost' | 'onEmptied'> {
  /** Begins the keys of the store. */
  readonly prefix: string;
  readonly lease: Lease;
  /** How often it is looked for, ms. */
  readonly checkMs: number;
}

/**
 * Tells that a store whose lock somebody else renews was emptied: a key that never expires is missing. It is made with the
 * layout of all partitions, or by the copy that filled them, so that a partition without it was emptied.
 */
export class RedisMarker {
  readonly #connection: RedisConnection;
  readonly #options: MarkerOptions;
  readonly #onLost: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(connection: RedisConnection, options: MarkerOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#onLost = () => options.onLost(toLostError(options.lease.lost.reason));
  }

  /** Makes the marker ours, and looks for it from now on. @throws {StoreError} `store_lost` if the lock is not ours */
  async claim(): Promise<void> {
    const { lease, prefix, onEmptied } = this.#options;
    if (lease.lost.aborted) throw toLostError(lease.lost.reason);
    await lease.ensureHeld();
    const isKnown = await this.#run(MARKER_SCRIPTS.claim);
    if (!isKnown) onEmptied({ kind: 'before-start', message: `the store ${prefix} ${EMPTY_AT_START}` });
    lease.lost.addEventListener('abort', this.#onLost, { once: true });
    this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#options.lease.lost.removeEventListener('abort', this.#onLost);
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      // A Redis that is away, or a lock that is lost: whoever renews the lock says so.
      this.#check()
        .catch(() => undefined)
        .finally(() => this.#schedule());
    }, this.#options.checkMs).unref();
  }

  async #check(): Promise<void> {
    const { prefix, onEmptied } = this.#options;
    const isThere = await this.#run(MARKER_SCRIPTS.check);
    if (!isThere && !this.#isClosed)
      onEmptied({ kind: 'while-running', message: `the store was emptied: ${prefix} ${EMPTIED}` });
  }

  async #run(script: string): Promise<boolean> {
    const { prefix, lease } = this.#options;
    const [, marker, record] = leaseKeysOf(prefix);
    return Number(await this.#connection.script(script, [lease.key, marker, record], [lease.token])) === 1;
  }
}

function toLostError(reason: unknown): StoreError {
  return reason instanceof StoreError ? reason : new StoreError('store_lost', LOST, { cause: reason });
}
