import { setTimeout as delay } from 'node:timers/promises';
import { isGone, nameOwner, type Owner, ownerSchema, refuseOwned } from './owner.ts';
import type { RedisConnection } from './redisConnection.ts';
import { type LeaseOptions, StoreError } from './store.ts';

const KEY = 'threadwatch:owner';

/** So many times within a lease it is renewed: one renewal that fails costs nothing. */
const RENEWALS_PER_LEASE = 3;

/** So many times within a lease whoever waits asks whether the owner still renews it. */
const QUESTIONS_PER_LEASE = 15;

/** Sets KEYS[1] to ARGV[1] for ARGV[2] ms where nobody's value stands there, ours or ARGV[3]; else answers what does. */
const TAKE = `
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] and held ~= ARGV[3] then return held end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false`;

const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/**
 * A lease on the whole store: one key that lapses by itself, and that its owner renews. Redis being away takes it from
 * nobody: it is taken again when Redis is back, unless another process was sooner.
 */
export class RedisLease {
  readonly #connection: RedisConnection;
  readonly #us: Owner;
  readonly #text: string;
  readonly #leaseMs: number;
  readonly #options: LeaseOptions;
  #timer: NodeJS.Timeout | undefined;
  #isReleased = false;

  constructor(connection: RedisConnection, us: Owner, leaseMs: number, options: LeaseOptions) {
    this.#connection = connection;
    this.#us = us;
    this.#text = JSON.stringify(us);
    this.#leaseMs = leaseMs;
    this.#options = options;
  }

  /** Takes it, and renews it from then on. @throws {StoreError} `store_owned` where its owner is alive */
  async take(): Promise<void> {
    const holder = await this.#tryTake();
    if (holder !== undefined) await this.#takeFrom(holder);
    this.#renewLater();
  }

  /** Where Redis does not answer, it lapses. */
  async release(): Promise<void> {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    await this.#run(GIVE_UP, [this.#text]).catch(() => undefined);
  }

  /** @param holder what stands in the way: of a process that is gone at once, of any other when it lapses */
  async #takeFrom(holder: string): Promise<void> {
    const owner = readOwner(holder);
    if (owner !== undefined && isGone(owner, this.#us)) {
      if ((await this.#tryTake(holder)) === undefined) return;
    }
    const name = owner === undefined ? 'another process' : nameOwner(owner);
    this.#options.onWait(
      `the store is held by ${name}; waiting at most ${Math.ceil(this.#leaseMs / 1_000)} s to see whether it is still there`,
    );
    for (let left = Number.POSITIVE_INFINITY; ; ) {
      const leftNow = await this.#connection.run((client) => client.pTTL(KEY));
      const standing = await this.#tryTake();
      if (standing === undefined) return;
      if (standing !== holder || leftNow > left || leftNow === -1) throw refuseOwned(readOwner(standing));
      left = leftNow;
      await delay(this.#leaseMs / QUESTIONS_PER_LEASE);
    }
  }

  #renewLater(): void {
    if (this.#isReleased) return;
    this.#timer = setTimeout(() => void this.#renew(), this.#leaseMs / RENEWALS_PER_LEASE).unref();
  }

  async #renew(): Promise<void> {
    let holder: string | undefined;
    try {
      holder = await this.#tryTake();
    } catch {
      // Redis is away, as all that needs it says; the next time may be better.
      return this.#renewLater();
    }
    if (this.#isReleased) return;
    if (holder === undefined) return this.#renewLater();
    const owner = readOwner(holder);
    const name = owner === undefined ? 'another process' : nameOwner(owner);
    const message = `While this process did not answer, the store was taken over by ${name}. Only one may run: leave it to that one.`;
    this.#options.onLost(new StoreError('store_lost', message));
  }

  /** @returns what stands there instead, where it is somebody else's and not `gone` */
  async #tryTake(gone = ''): Promise<string | undefined> {
    const holder = await this.#run(TAKE, [this.#text, String(this.#leaseMs), gone]);
    return typeof holder === 'string' ? holder : undefined;
  }

  #run(script: string, values: string[]): Promise<unknown> {
    return this.#connection.run((client) => client.eval(script, { keys: [KEY], arguments: values }));
  }
}

function readOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
