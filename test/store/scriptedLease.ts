import type { Lease } from '../../src/store/lease.ts';
import { StoreError } from '../../src/store/store.ts';
import type { UsedRedis } from '../support/useRedis.ts';

/** A lock in Redis that a test takes, hands to another and ends, as the engine of the cluster does. */
export class ScriptedLease implements Lease {
  readonly key: string;
  readonly token: string;
  readonly #redis: Pick<UsedRedis, 'other'>;
  readonly #loss = new AbortController();
  /** What the store asked, in its order. */
  readonly asked: string[] = [];
  isHeld = true;
  /** Called when the store is not sure any more. */
  onAsked: () => Promise<void> = async () => undefined;

  constructor(redis: Pick<UsedRedis, 'other'>, name: string, token: string) {
    this.#redis = redis;
    this.key = `{threadwatch-cluster}:partitions:${name}:lock`;
    this.token = token;
  }

  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** Sets the lock to a token, ours by default. */
  async grant(token = this.token): Promise<this> {
    await this.#redis.other.set(this.key, token);
    return this;
  }

  async ensureHeld(): Promise<void> {
    this.asked.push('ensureHeld');
    await this.onAsked();
    if (this.lost.aborted) throw this.lost.reason;
  }

  distrust(): void {
    this.asked.push('distrust');
    this.isHeld = false;
  }

  lose(): void {
    this.isHeld = false;
    this.#loss.abort(new StoreError('store_lost', 'the partition is owned by another replica'));
  }
}
