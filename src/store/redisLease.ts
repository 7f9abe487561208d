import { setTimeout as delay } from 'node:timers/promises';
import { createOwnedError, describeOwner, hasExited, type Owner, parseOwner } from './owner.ts';
import type { RedisConnection } from './redisConnection.ts';
import { type LeaseOptions, StoreError } from './store.ts';

const KEY = 'threadwatch:owner';

/** How often the owner renews within the lease time, so that one failed renewal does no harm. */
const RENEWALS_PER_LEASE = 3;

/** How often a waiting process checks, within the lease time, whether the owner still renews. */
const POLLS_PER_LEASE = 15;

/** Sets KEYS[1] to ARGV[1] for ARGV[2] ms if it is unset or holds ARGV[1] or ARGV[3]; else returns its present value. */
const ACQUIRE_SCRIPT = `
local current = redis.call('GET', KEYS[1])
if current and current ~= ARGV[1] and current ~= ARGV[3] then return current end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false`;

const RELEASE_SCRIPT = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/**
 * A lease on the whole store: one key that expires by itself and that its owner renews. The owner keeps the lease while
 * Redis is unreachable, and acquires it again when Redis is back, unless another process was faster.
 */
export class RedisLease {
  readonly #connection: RedisConnection;
  readonly #self: Owner;
  readonly #text: string;
  readonly #leaseMs: number;
  readonly #options: LeaseOptions;
  #timer: NodeJS.Timeout | undefined;
  #isReleased = false;

  constructor(connection: RedisConnection, self: Owner, leaseMs: number, options: LeaseOptions) {
    this.#connection = connection;
    this.#self = self;
    this.#text = JSON.stringify(self);
    this.#leaseMs = leaseMs;
    this.#options = options;
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

  /** Releases the lease. If Redis does not answer, it expires by itself. */
  async release(): Promise<void> {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    await this.#run(RELEASE_SCRIPT, [this.#text]).catch(() => undefined);
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
      const ttl = await this.#connection.run((client) => client.pTTL(KEY));
      const next = await this.#tryAcquire();
      if (next === undefined) return;
      const isRenewed = next !== current || ttl > lastTtl || ttl === -1;
      if (isRenewed) throw createOwnedError(parseOwner(next));
      lastTtl = ttl;
      await delay(this.#leaseMs / POLLS_PER_LEASE);
    }
  }

  #scheduleRenewal(): void {
    if (this.#isReleased) return;
    this.#timer = setTimeout(() => void this.#renew(), this.#leaseMs / RENEWALS_PER_LEASE).unref();
  }

  async #renew(): Promise<void> {
    let current: string | undefined;
    try {
      current = await this.#tryAcquire();
    } catch {
      // Redis is unreachable. Other calls report that; the next renewal may succeed.
      return this.#scheduleRenewal();
    }
    if (this.#isReleased) return;
    if (current === undefined) return this.#scheduleRenewal();
    const message = `While this process did not respond, ${describe(parseOwner(current))} took over the store. Only one process may use it, so this one stops.`;
    this.#options.onLost(new StoreError('store_lost', message));
  }

  /**
   * @param ended the record of an owner that has ended; it may be replaced
   * @returns the record of another owner that holds the lease; `undefined` if we hold it now
   */
  async #tryAcquire(ended = ''): Promise<string | undefined> {
    const current = await this.#run(ACQUIRE_SCRIPT, [this.#text, String(this.#leaseMs), ended]);
    return typeof current === 'string' ? current : undefined;
  }

  #run(script: string, values: string[]): Promise<unknown> {
    return this.#connection.run((client) => client.eval(script, { keys: [KEY], arguments: values }));
  }
}

function describe(owner: Owner | undefined): string {
  return owner === undefined ? 'another process' : describeOwner(owner);
}
