import { SECOND } from '../../src/duration.ts';
import type { Emptied } from '../../src/store/store.ts';
import type { RedisPair } from '../support/redisPair.ts';
import { type PlayedStore, RENEWED_EVERY } from './playedStore.ts';
import type { Flush, Span } from './transcript.ts';

/** After a failover, the program has so many tries, a second apart, to find the new master. */
const TRIES = 20;

export interface RedisTroubleParts {
  readonly redis: RedisPair;
  readonly store: () => PlayedStore;
  /** ms after the start. */
  readonly now: () => number;
  readonly pass: (ms: number) => Promise<void>;
  /** Lets time pass in which nothing of the program runs. */
  readonly leap: (ms: number) => void;
  /** Stops the program, and starts it again after what happens meanwhile. */
  readonly restart: (meanwhile: () => Promise<void>) => Promise<void>;
  /** Called where the program itself would learn of it. */
  readonly recover: () => void;
  readonly onFault: (words: string) => void;
}

/** What happens to the Redis of a history: failovers, and that it is flushed. */
export class RedisTrouble {
  readonly flushes: Flush[] = [];
  readonly failovers: Span[] = [];
  readonly #parts: RedisTroubleParts;
  #failsUntil = 0;
  #failsFrom = 0;
  /** What the store has said since it was last emptied; a new one is empty too. */
  #said: Emptied['kind'] | undefined;
  #isEmpty = true;

  constructor(parts: RedisTroubleParts) {
    this.#parts = parts;
  }

  get isFailing(): boolean {
    return this.#parts.redis.isFailing;
  }

  /** The store says that it is empty. */
  onEmptied({ kind }: Emptied): void {
    const { now, recover, onFault } = this.#parts;
    if (!this.#isEmpty) onFault(`at ${now()} the store was said to be emptied, and was not`);
    this.#isEmpty = false;
    this.#said = kind;
    if (kind === 'while-running') recover();
  }

  async beginFailover(span: number): Promise<void> {
    const { redis, now } = this.#parts;
    this.#failsUntil = Math.max(this.#failsUntil, now() + span);
    if (redis.isFailing) return;
    this.#failsFrom = now();
    await redis.beginFailover();
  }

  /** Ends a failover whose time has come. @returns whether it did */
  async endFailover(): Promise<boolean> {
    const { redis, now } = this.#parts;
    if (!redis.isFailing || now() < this.#failsUntil) return false;
    await redis.endFailover();
    this.failovers.push({ from: this.#failsFrom, to: now() });
    return true;
  }

  /** The program finds the new master by itself, though its connection still leads to the old one. */
  async findMaster(): Promise<void> {
    const { store, leap, onFault } = this.#parts;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (await isServed(store())) return;
      leap(SECOND);
      // Connecting takes real time, and no more of it than this on any machine that works at all.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    onFault('after a failover the new master was not found');
  }

  async flush(isStopped: boolean): Promise<void> {
    const { redis, store, now, pass, restart, onFault } = this.#parts;
    // Nobody can flush a replica.
    if (redis.isFailing) return;
    const at = now();
    const empty = async (): Promise<void> => {
      await redis.flush();
      this.#isEmpty = true;
      this.#said = undefined;
    };
    if (isStopped) await restart(empty);
    else {
      await empty();
      await pass(RENEWED_EVERY);
      await isServed(store());
    }
    if (this.#said === undefined) onFault(`at ${at} the store was flushed, and nobody noticed`);
    this.flushes.push({ at, isRemembered: this.#said === 'while-running' });
  }
}

async function isServed(store: PlayedStore): Promise<boolean> {
  return store.ensureLeased().then(
    () => true,
    () => false,
  );
}
