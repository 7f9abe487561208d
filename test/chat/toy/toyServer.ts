import type { PostedMessage } from '../portConformance.ts';

/** Why the toy server refuses a call. */
export class ToyRefusal extends Error {
  readonly reason: 'busy' | 'closed' | 'no such message';
  /** When to try again, in seconds, where the server says so. */
  readonly waitSeconds: number | undefined;

  constructor(reason: ToyRefusal['reason'], waitSeconds?: number) {
    super(`the toy server refuses the call: ${reason}`);
    this.reason = reason;
    this.waitSeconds = waitSeconds;
  }
}

/** A person's line. */
export interface ToyLine {
  /** With it, the person is answered so that only they see it. */
  readonly id: string;
  readonly line: string;
  readonly channel: string;
  readonly person: string;
}

/** A chat service in memory: channels with messages, a limit for texts, `@all` that pings, and people who type. */
export class ToyServer {
  static readonly mostText = 1_000;
  readonly violations: string[] = [];
  /** The bot that is connected. */
  onLine: ((line: ToyLine) => void) | undefined;
  readonly #channels = new Map<string, PostedMessage[]>();
  readonly #byNonce = new Map<string, string>();
  readonly #refusals = new Map<string, ToyRefusal>();
  readonly #waiting = new Map<string, (answer: string) => void>();
  readonly #closed = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;
  #isAway = false;

  messagesIn(channel: string): readonly PostedMessage[] {
    return this.#channels.get(channel) ?? [];
  }

  /** @returns the message that has the nonce; one that was posted before is as it was */
  post(channel: string, text: string, nonce: string): PostedMessage {
    this.#check(channel, text);
    const key = `${channel} ${nonce}`;
    const known = this.messagesIn(channel).find(({ id }) => id === this.#byNonce.get(key));
    if (known !== undefined) return known;
    this.#lastId += 1;
    const message = { id: `toy-${this.#lastId}`, text };
    this.#byNonce.set(key, message.id);
    this.#set(channel, [...this.messagesIn(channel), message]);
    return message;
  }

  edit(channel: string, id: string, text: string): void {
    this.#check(channel, text);
    const messages = this.messagesIn(channel);
    if (!messages.some((message) => message.id === id)) throw new ToyRefusal('no such message');
    this.#set(
      channel,
      messages.map((message) => (message.id === id ? { id, text } : message)),
    );
  }

  /** A person types a line. @returns the answer */
  type(line: string, channel: string, person = 'toni'): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#lastId += 1;
    const id = `line-${this.#lastId}`;
    this.#waiting.set(id, resolve);
    this.onLine?.({ id, line, channel, person });
    return promise;
  }

  answer(id: string, text: string): void {
    this.#waiting.get(id)?.(text);
  }

  /** Resolves once a channel holds a message with these words. */
  message(channel: string, words: string): Promise<PostedMessage> {
    const { promise, resolve } = Promise.withResolvers<PostedMessage>();
    const check = (): void => {
      const found = this.messagesIn(channel).find(({ text }) => text.includes(words));
      if (found !== undefined) resolve(found);
    };
    this.#listeners.add(check);
    check();
    return promise;
  }

  refuseNext(channel: string, refusal: ToyRefusal): void {
    this.#refusals.set(channel, refusal);
  }

  closeChannel(channel: string): void {
    this.#closed.add(channel);
  }

  deleteMessage(channel: string, id: string): void {
    this.#set(
      channel,
      this.messagesIn(channel).filter((message) => message.id !== id),
    );
  }

  /** The server refuses every further call. */
  goAway(): void {
    this.#isAway = true;
  }

  #set(channel: string, messages: PostedMessage[]): void {
    this.#channels.set(channel, messages);
    for (const check of [...this.#listeners]) check();
  }

  #check(channel: string, text: string): void {
    if (text.length > ToyServer.mostText) this.violations.push(`${text.length} characters`);
    if (text.includes('@')) this.violations.push('a ping');
    const refusal = this.#refusals.get(channel);
    this.#refusals.delete(channel);
    if (this.#isAway) throw new ToyRefusal('busy');
    if (this.#closed.has(channel)) throw new ToyRefusal('closed');
    if (refusal !== undefined) throw refusal;
  }
}
