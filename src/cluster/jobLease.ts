import type { Lease } from '../store/lease.ts';
import { StoreError } from '../store/store.ts';

/** What a lease needs of those who renew it. */
export interface LeaseParts {
  readonly key: string;
  readonly token: string;
  /** What it is a lease on, for messages, such as `partition 3`. */
  readonly subject: string;
  readonly lockMs: number;
  /** In ms; runs evenly, and nobody sets it. */
  readonly monotonic: () => number;
  /** Renews the lock. @returns whether it was still ours. @throws if Redis does not answer */
  readonly renew: () => Promise<boolean>;
}

/** A renewal that was sent: when, and how many doubts there had been by then (see `distrust`). */
export interface SentRenewal {
  readonly at: number;
  readonly doubts: number;
}

/** The lease of a job for those who do its work. */
export interface OwnedLease extends Lease {
  /** When its lock was certainly ours last, in ms by the monotonic clock. */
  readonly renewedAt: number;
}

/** The lease on a job's lock. It holds for the lock's length, counted from before its last renewal was sent. */
export class JobLease implements OwnedLease {
  readonly #parts: LeaseParts;
  readonly #lost = new AbortController();
  #heldUntil = Number.NEGATIVE_INFINITY;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #doubts = 0;
  #renewal: Promise<void> | undefined;
  /** Resolves when the lease is renewed or lost, whoever found that out. */
  #settled = Promise.withResolvers<void>();

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  get key(): string {
    return this.#parts.key;
  }

  get token(): string {
    return this.#parts.token;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get isHeld(): boolean {
    return !this.lost.aborted && this.#parts.monotonic() < this.#heldUntil;
  }

  get renewedAt(): number {
    return this.#renewedAt;
  }

  async ensureHeld(): Promise<void> {
    while (!this.isHeld) {
      this.lost.throwIfAborted();
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      // Our own answer may be late, or never come, while a later renewal is answered.
      await Promise.race([this.#renewal, this.#settled.promise]);
    }
  }

  distrust(): void {
    this.#doubts += 1;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }

  /** Call it before a renewal is sent, and pass what it returns to `confirm`. */
  send(): SentRenewal {
    return { at: this.#parts.monotonic(), doubts: this.#doubts };
  }

  /** Redis has renewed the lock. An answer from before a doubt proves nothing. */
  confirm({ at, doubts }: SentRenewal): void {
    this.#renewedAt = Math.max(this.#renewedAt, at);
    if (doubts !== this.#doubts) return;
    this.#heldUntil = Math.max(this.#heldUntil, at + this.#parts.lockMs);
    this.#settle();
  }

  /** The lock is not ours any more, and never will be: a new one has another token. */
  lose(): void {
    if (this.lost.aborted) return;
    const message = `The lease on ${this.#parts.subject} was lost: this process did not renew it in time, or Redis lost it. Another replica may own it now.`;
    this.#lost.abort(new StoreError('store_lost', message));
    this.#settle();
  }

  #settle(): void {
    this.#settled.resolve();
    this.#settled = Promise.withResolvers();
  }

  async #renew(): Promise<void> {
    const sent = this.send();
    if (await this.#parts.renew()) this.confirm(sent);
    else this.lose();
  }
}
