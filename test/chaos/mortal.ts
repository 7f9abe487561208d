import type { ZodType } from 'zod';
import type { ChatPort } from '../../src/chat/port.ts';
import type { Collection, Store } from '../../src/store/store.ts';
import type { ProcessLife } from '../support/story.ts';

/** Thrown by everything that a dead process tries. */
class Death extends Error {
  override readonly name = 'Death';
}

/**
 * One process that can be killed at any await: before a call to the store or the chat was made, or after it was
 * carried out and before the process knew. Once dead, it reaches nothing any more.
 */
export class Mortal implements ProcessLife {
  readonly #trouble: (isWrite: boolean) => void;
  #awaitsLeft = Number.POSITIVE_INFINITY;
  #isDead = false;

  /** @param trouble throws where the store fails just now */
  constructor(trouble: (isWrite: boolean) => void = () => undefined) {
    this.#trouble = trouble;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Whether it is to die sometime. */
  get isDoomed(): boolean {
    return this.#awaitsLeft < Number.POSITIVE_INFINITY;
  }

  /** Kills the process at its so manieth await from now. */
  dieAfter(awaits: number): void {
    this.#awaitsLeft = awaits;
  }

  store(store: Store): Store {
    return {
      collection: (name, schema) => this.#collection(store, name, schema),
      claim: (options) => store.claim(options),
      check: () => this.#await(() => store.check()),
      // The records outlive the process.
      close: async () => undefined,
    };
  }

  chat(chat: ChatPort): ChatPort {
    return {
      platform: chat.platform,
      post: (place, card, nonce) => this.#await(() => chat.post(place, card, nonce)),
      edit: (place, messageId, card) => this.#await(() => chat.edit(place, messageId, card)),
      tellPerson: async (place, person, card) => {
        await this.#await(async () => chat.tellPerson?.(place, person, card));
      },
    };
  }

  #collection<T>(store: Store, name: string, schema: ZodType<T>): Collection<T> {
    const inner = store.collection(name, schema);
    return {
      get: (key) => this.#read(() => inner.get(key)),
      getMany: (keys) => this.#read(() => inner.getMany(keys)),
      set: (key, record) => this.#write(() => inner.set(key, record)),
      setMany: (entries) => this.#write(() => inner.setMany(entries)),
      delete: (key) => this.#write(() => inner.delete(key)),
      deleteMany: (keys) => this.#write(() => inner.deleteMany(keys)),
      entries: (onCorrupt) => {
        this.#trouble(false);
        return inner.entries(onCorrupt);
      },
    };
  }

  /** A read changes nothing: to die before it or after it is the same as at what comes next. */
  async #read<R>(read: () => Promise<R>): Promise<R> {
    if (this.#isDead) throw new Death();
    this.#trouble(false);
    return read();
  }

  #write(write: () => Promise<void>): Promise<void> {
    return this.#await(() => {
      this.#trouble(true);
      return write();
    });
  }

  async #await<R>(call: () => Promise<R>): Promise<R> {
    this.#pass();
    const result = await call();
    this.#pass();
    return result;
  }

  #pass(): void {
    if (this.#awaitsLeft <= 0) this.#isDead = true;
    if (this.#isDead) throw new Death();
    this.#awaitsLeft -= 1;
  }
}
