import type { ZodType } from 'zod';
import type { ClaimOptions, Collection, Store } from '../../src/store/store.ts';

/** Thrown by everything that a dead process tries. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/** A store whose process dies at a chosen write: that write and all that follows it never happen. */
export class CrashingStore implements Store {
  readonly #store: Store;
  #writesLeft = Number.POSITIVE_INFINITY;
  #isDead = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Lets so many more writes through. */
  dieAfter(writes: number): void {
    this.#writesLeft = writes;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The next process on the same records. */
  revive(): void {
    this.#writesLeft = Number.POSITIVE_INFINITY;
    this.#isDead = false;
  }

  collection<T>(name: string, schema: ZodType<T>): Collection<T> {
    const inner = this.#store.collection(name, schema);
    const live = (): void => this.#live();
    const write = (work: () => Promise<void>): Promise<void> => this.#write(work);
    return {
      async get(key) {
        live();
        return inner.get(key);
      },
      async getMany(keys) {
        live();
        return inner.getMany(keys);
      },
      set: (key, record) => write(() => inner.set(key, record)),
      setMany: (entries) => write(() => inner.setMany(entries)),
      delete: (key) => write(() => inner.delete(key)),
      deleteMany: (keys) => write(() => inner.deleteMany(keys)),
      entries: (onCorrupt) => inner.entries(onCorrupt),
    };
  }

  check(): Promise<void> {
    return this.#store.check();
  }

  claim(options: ClaimOptions): Promise<void> {
    return this.#store.claim(options);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** A dead process does nothing else either: the chat asks before it takes a message. */
  assertAlive(): void {
    this.#live();
  }

  #live(): void {
    if (this.#isDead) throw new Crash('the process is gone');
  }

  async #write(work: () => Promise<void>): Promise<void> {
    if (this.#writesLeft <= 0) this.#isDead = true;
    this.#live();
    this.#writesLeft -= 1;
    await work();
  }
}
