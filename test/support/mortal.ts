import type { ChatPort } from '../../src/notifications/chatPort.ts';
import type { Store } from '../../src/store/store.ts';
import { aroundStore } from './aroundStore.ts';
import type { ProcessLife } from './story.ts';

/** Thrown by everything that a dead process tries. */
class Death extends Error {
  override readonly name = 'Death';
}

/**
 * One process that can be killed at any await: before a call to the store or the chat was made, or after it was
 * carried out and before the process knew. Once dead, it reaches nothing any more.
 */
export class Mortal implements ProcessLife {
  readonly #error: (isWrite: boolean) => void;
  #awaitsLeft = Number.POSITIVE_INFINITY;
  #isDead = false;

  /** @param trouble throws where the store fails just now */
  constructor(error: (isWrite: boolean) => void = () => undefined) {
    this.#error = error;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Whether it is to die sometime. */
  get isDoomed(): boolean {
    return this.#awaitsLeft < Number.POSITIVE_INFINITY;
  }

  /** Kills the process at its so manieth await from now; a write has two of them, a read none. */
  dieAfter(awaits: number): void {
    this.#awaitsLeft = awaits;
  }

  store(store: Store): Store {
    return aroundStore(store, async (kind, call) => {
      // A read changes nothing: to die before it or after it is the same as at what comes next.
      if (kind === 'read') {
        if (this.#isDead) throw new Death();
        this.#error(false);
        return call();
      }
      return this.#await(() => {
        this.#error(true);
        return call();
      });
    });
  }

  chat(chat: ChatPort): ChatPort {
    return {
      platform: chat.platform,
      post: (channel, card, nonce) => this.#await(() => chat.post(channel, card, nonce)),
      edit: (channel, messageId, card) => this.#await(() => chat.edit(channel, messageId, card)),
      tellPerson: async (channel, person, card) => {
        await this.#await(async () => chat.tellPerson?.(channel, person, card));
      },
    };
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

/**
 * Lives a life again and again, and kills its process at one await later each time, until it outlives them all. Some
 * lives are lived side by side: each waits now and then, and none may know of another.
 *
 * @param judge looks at each life in which the process died
 * @returns how often it died
 */
export async function crashAtEachAwait<L extends { readonly crashed: boolean }>(
  live: (dieAfter: number) => Promise<L>,
  judge: (life: L, dieAfter: number) => void,
  sideBySide = 4,
): Promise<number> {
  for (let first = 0; ; first += sideBySide) {
    const awaits = Array.from({ length: sideBySide }, (_, index) => first + index);
    const lives = await Promise.all(awaits.map(live));
    for (const [index, life] of lives.entries()) {
      if (!life.crashed) return first + index;
      judge(life, first + index);
    }
  }
}
