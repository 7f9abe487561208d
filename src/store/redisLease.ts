import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from './lease.ts';
import {
  createOwnedError,
  describeOwner,
  describeThisProcess,
  hasExited,
  type Owner,
  parseOwner,
} from './owner.ts';
import type { RedisConnection } from './redisConnection.ts';
import { LEASE_SCRIPTS, type LeaseKeys, leaseKeysOf } from './redisScripts.ts';
import { type LeaseOptions, StoreError } from './store.ts';

/** How often the owner renews within the lease time, so that one failed renewal does no harm. */
const RENEWALS_PER_LEASE = 3;

/** How often a waiting process checks, within the lease time, whether the owner still renews. */
const POLLS_PER_LEASE = 15;

const EMPTIED =
  'the store was emptied: Redis holds none of our records any more. Somebody flushed it, or it restarted without its data';
const EMPTY_AT_START =
  'the store in Redis is empty. If this is not its first start, it was emptied, and every watch, alert setting and stored token in it is lost';

/**
 * A lease on the whole store: one key that expires by itself and that its owner renews. The owner keeps the lease while
 * Redis is unreachable, and acquires it again when Redis is back, unless another process was faster.
 *
 * No call of the store is let through unless the lease was renewed within its length, by a clock that nobody sets, and
 * on the present connection. A second key, the marker, never expires. It names the last owner, so this process learns of
 * another one that came and went meanwhile; and if it is missing, the store was emptied.
 */
export class RedisLease implements Lease {
  readonly #connection: RedisConnection;
  readonly #self: Owner;
  readonly #keys: LeaseKeys;
  readonly #leaseMs: number;
  readonly #options: LeaseOptions;
  /** The owner's record, as it is in Redis. Writes name it, so that Redis refuses those of a former owner. */
  readonly token: string;
  #timer: NodeJS.Timeout | undefined;
  #isReleased = false;
  /** Until when the lease certainly holds, by the connection's clock: counted from before the renewal was sent. */
  #heldUntil = Number.NEGATIVE_INFINITY;
  /** The connection on which it was renewed. After a reconnect, another Redis may answer. */
  #renewedOn = -1;
  #renewal: Promise<void> | undefined;
  readonly #loss = new AbortController();
  #lost: StoreError | undefined;

  /** @param prefix begins the keys of the store */
  constructor(connection: RedisConnection, prefix: string, leaseMs: number, options: LeaseOptions) {
    this.#connection = connection;
    this.#self = describeThisProcess();
    this.#keys = leaseKeysOf(prefix);
    this.token = JSON.stringify(this.#self);
    this.#leaseMs = leaseMs;
    this.#options = options;
  }

  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  get key(): string {
    return this.#keys[0];
  }

  /**
   * Acquires the lease and then keeps renewing it.
   * @throws {StoreError} `store_owned` if its owner still renews it
   */
  async acquire(): Promise<void> {
    const current = await this.#tryAcquire();
    if (current !== undefined) await this.#acquireFrom(current);
    this.#scheduleRenewal();
  }

  /** Whether calls may be let through at this moment without asking Redis. */
  get isHeld(): boolean {
    return this.#connection.now < this.#heldUntil && this.#renewedOn === this.#connection.number;
  }

  /**
   * Makes sure that this process is still the owner; renews the lease if that is not certain. All callers share a renewal.
   * @throws {StoreError} `store_lost` if another process has taken the store over; else what the renewal meets
   */
  async ensureHeld(): Promise<void> {
    while (!this.isHeld) {
      if (this.#lost !== undefined) throw this.#lost;
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
  }

  /** Redis refused a write, because its owner key is not ours: the next call renews first. */
  distrust(): void {
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }

  /** Releases the lease. If Redis does not answer, it expires by itself. */
  async release(): Promise<void> {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    await this.#connection.script(LEASE_SCRIPTS.release, this.#keys, [this.token]).catch(() => undefined);
  }

  /**
   * Takes the lease over: at once if its owner's process has ended, else when it expires.
   * @param current the owner record in Redis
   */
  async #acquireFrom(current: string): Promise<void> {
    const owner = parseOwner(current);
    if (owner !== undefined && hasExited(owner, this.#self)) {
      if ((await this.#tryAcquire(current)) === undefined) return;
    }
    this.#options.onWait(
      `the store is leased by ${describe(owner)}; waiting up to ${Math.ceil(this.#leaseMs / 1_000)} s to see whether it is still running`,
    );
    for (let lastTtl = Number.POSITIVE_INFINITY; ; ) {
      const ttl = await this.#connection.run((client) => client.pTTL(this.key));
      const next = await this.#tryAcquire();
      if (next === undefined) return;
      const isRenewed = next !== current || ttl > lastTtl || ttl === -1;
      if (isRenewed) throw createOwnedError(parseOwner(next));
      lastTtl = ttl;
      await delay(this.#leaseMs / POLLS_PER_LEASE);
    }
  }

  #scheduleRenewal(): void {
    if (this.#isReleased || this.#lost !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // The renewal is due although the lease still holds, so it does not go through `ensureHeld`. If it fails, Redis is
      // unreachable: other calls report that, and the next renewal may succeed.
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      this.#renewal.catch(() => undefined).finally(() => this.#scheduleRenewal());
    }, this.#leaseMs / RENEWALS_PER_LEASE).unref();
  }

  /** @throws {StoreError} `store_lost` if another process owns the store, or owned it meanwhile */
  async #renew(): Promise<void> {
    const [outcome, other] = await this.#run(LEASE_SCRIPTS.renew, []);
    if (outcome === 'owned') {
      const message = `While this process did not respond, ${describe(parseOwner(other))} took over the store. Only one process may use it, so this one stops.`;
      this.#lost = new StoreError('store_lost', message);
      clearTimeout(this.#timer);
      this.#loss.abort(this.#lost);
      if (!this.#isReleased) this.#options.onLost(this.#lost);
      throw this.#lost;
    }
    if (outcome === 'emptied') this.#options.onEmptied({ kind: 'while-running', message: EMPTIED });
  }

  /**
   * @param ended the record of an owner that has ended; it may be replaced
   * @returns the record of another owner that holds the lease; `undefined` if we hold it now
   */
  async #tryAcquire(ended = ''): Promise<string | undefined> {
    const [outcome, other] = await this.#run(LEASE_SCRIPTS.acquire, [ended]);
    if (outcome === 'owned') return other;
    if (outcome === 'empty') this.#options.onEmptied({ kind: 'maybe-new', message: EMPTY_AT_START });
    return undefined;
  }

  /** Runs a script that takes or renews the lease. If it does, the lease holds from the moment before it was sent. */
  async #run(script: string, rest: readonly string[]): Promise<readonly [outcome: string, other: string]> {
    const sentAt = this.#connection.now;
    const connection = this.#connection.number;
    const values = [this.token, String(this.#leaseMs), ...rest];
    const answer = await this.#connection.script(script, this.#keys, values);
    if (!Array.isArray(answer)) throw new Error('Redis answered the lease with something else than a list');
    const [outcome, other] = answer.map(String);
    if (outcome !== 'owned') {
      this.#heldUntil = sentAt + this.#leaseMs;
      this.#renewedOn = connection;
    }
    return [outcome ?? '', other ?? ''];
  }
}

function describe(owner: Owner | undefined): string {
  return owner === undefined ? 'another process' : describeOwner(owner);
}
