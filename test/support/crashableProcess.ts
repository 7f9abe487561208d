import type { ChannelRef } from '../../src/channelRef.ts';
import type { ChatPort } from '../../src/notifications/chatPort.ts';
import type { Store } from '../../src/store/store.ts';
import { interceptStore } from './interceptStore.ts';
import { isThorough } from './isThorough.ts';
import type { PausePoint } from './pausePoint.ts';
import type { ProcessWrapper } from './story.ts';

/** Thrown by every call of a process that has crashed. */
class CrashedError extends Error {
  override readonly name = 'CrashedError';
}

/** Thrown again and again: to write down where it was thrown takes longer than what it ends. */
const CRASHED = new CrashedError();

/**
 * One process that can crash at any await: before a call to the store or the chat is made, or after it was carried out and
 * before the process knows. After that, all its calls fail.
 */
export class CrashableProcess implements ProcessWrapper {
  readonly #troubleStore: (isWrite: boolean) => void;
  #awaitsLeft = Number.POSITIVE_INFINITY;
  #hasCrashed = false;
  #pausePoint: PausePoint | undefined;
  readonly #begun = new Set<{ readonly channel: string }>();

  /** @param troubleStore throws where the store fails just now */
  constructor(troubleStore: (isWrite: boolean) => void = () => undefined) {
    this.#troubleStore = troubleStore;
  }

  get hasCrashed(): boolean {
    return this.#hasCrashed;
  }

  /** Whether it will crash. */
  get willCrash(): boolean {
    return this.#awaitsLeft < Number.POSITIVE_INFINITY;
  }

  /** The channel of each message and each edit that is on its way to the chat, by its id. */
  get begun(): readonly string[] {
    return [...this.#begun].map(({ channel }) => channel);
  }

  /** Lets the process crash after so many awaits from now; a write has two of them, a read none. */
  crashAfter(awaits: number): void {
    this.#awaitsLeft = awaits;
  }

  /** Lets the process stop at that point, and at no other. */
  pauseAt(point: PausePoint | undefined): void {
    this.#pausePoint = point;
  }

  store(store: Store): Store {
    return interceptStore(store, async (kind, call) => {
      // A read changes nothing: a crash before or after it is the same as one at the next call.
      if (kind === 'read') {
        await this.#pausePoint?.hold();
        if (this.#hasCrashed) throw CRASHED;
        this.#troubleStore(false);
        return call();
      }
      return this.#await(() => {
        this.#troubleStore(true);
        return call();
      });
    });
  }

  chat(chat: ChatPort): ChatPort {
    return {
      platform: chat.platform,
      post: (channel, card, nonce) => this.#send(channel, () => chat.post(channel, card, nonce)),
      edit: (channel, messageId, card) => this.#send(channel, () => chat.edit(channel, messageId, card)),
      readMention: (typed, channel) => chat.readMention?.(typed, channel) ?? { kind: 'unknown' },
      tellPerson: async (channel, person, card) => {
        await this.#await(async () => chat.tellPerson?.(channel, person, card));
      },
    };
  }

  async #send<R>({ id }: ChannelRef, call: () => Promise<R>): Promise<R> {
    const message = { channel: id };
    this.#begun.add(message);
    try {
      return await this.#await(() => {
        this.#begun.delete(message);
        return call();
      });
    } finally {
      this.#begun.delete(message);
    }
  }

  async #await<R>(call: () => Promise<R>): Promise<R> {
    this.#pass();
    await this.#pausePoint?.pass();
    const result = await call();
    this.#pass();
    await this.#pausePoint?.pass();
    return result;
  }

  #pass(): void {
    if (this.#awaitsLeft <= 0) this.#hasCrashed = true;
    if (this.#hasCrashed) throw CRASHED;
    this.#awaitsLeft -= 1;
  }
}

/** Every other await, from this one on; thoroughly each. For tests that differ little, of which one takes what the next leaves. */
export function everyOther(first: number): { readonly first: number; readonly every: number } {
  return isThorough ? { first: 0, every: 1 } : { first: first % 2, every: 2 };
}

/**
 * Lives a life again and again, and kills its process at one await later each time, until it outlives them all. Some
 * lives are lived side by side: each waits now and then, and none may know of another.
 *
 * @param judge looks at each life in which the process died
 * @param every 1 for each await; 4 for one of four, from the await `first` on
 * @returns how often it died
 */
export async function crashAtEachAwait<L extends { readonly crashed: boolean }>(
  live: (crashAfter: number) => Promise<L>,
  judge: (life: L, crashAfter: number) => void,
  sideBySide = 2,
  { first: begin, every }: { readonly first: number; readonly every: number } = { first: 0, every: 1 },
): Promise<number> {
  for (let first = begin; ; first += sideBySide * every) {
    const awaits = Array.from({ length: sideBySide }, (_, index) => first + index * every);
    const lives = await Promise.all(awaits.map(live));
    for (const [index, life] of lives.entries()) {
      if (!life.crashed) return first + index * every;
      judge(life, first + index * every);
    }
  }
}
