import { isDeepStrictEqual } from 'node:util';
import type { ChannelRef } from '../../src/channelRef.ts';
import { readMention } from '../../src/chat/terminal/readMention.ts';
import type { Card } from '../../src/messages/card.ts';
import {
  type ChatPort,
  DeliveryError,
  type PostAnswer,
  type TypedMention,
} from '../../src/notifications/chatPort.ts';

/** What stands in a channel, as it first came and as it reads now. */
export interface PostedMessage {
  readonly id: string;
  readonly channel: string;
  /** ms after the story's start. */
  readonly at: number;
  readonly first: string;
  readonly now: string;
  readonly edits: number;
}

/** Whether a message is a live one: it is posted while a watch goes on, or again after its message was lost; or a day’s. */
export function isLiveMessage({ first }: Pick<PostedMessage, 'first'>): boolean {
  return (
    first.startsWith('👀') || first.includes('Watch ended') || first.includes('Posts that programs reported')
  );
}

/** A call to the chat, which may refuse it. */
export interface ChatCall {
  readonly call: 'post' | 'edit';
  readonly channel: string;
  readonly words: string;
  /** ms after the story's start. */
  readonly at: number;
}

/** A chat that keeps the messages that are posted, and fails when the story wants it to. */
export class StoryChat implements ChatPort {
  readonly platform = 'terminal';
  readonly messages: PostedMessage[] = [];
  readonly people: { readonly person: string; readonly text: string }[] = [];
  readonly nonces: string[] = [];
  /** Whether it posts nothing under a nonce that it knows, and answers with the message as it stands, as Discord does. */
  dropsRepeats = false;
  /** What the buttons of messages that tell of many name them by. */
  readonly groups: string[] = [];
  /** The cards of the messages as they read now, by the messages' ids. */
  readonly cards = new Map<string, Card>();
  /** Thrown in place of taking a message, for as long as it is set. */
  fault: DeliveryError | undefined;
  /** Refuses the calls for which it returns an error. */
  refuses: (call: ChatCall) => DeliveryError | undefined = () => undefined;
  /** Every call, also those that were refused. */
  readonly calls: ChatCall[] = [];
  /** Takes a message, and then says that it did not, as a connection that breaks at the wrong moment does. */
  refuseAfterTaking = false;
  /** How many messages it took and then denied. */
  denied = 0;
  /** The channels that are lost to us. */
  readonly failed = new Set<string>();
  /** Called before anything is taken. */
  before: () => void = () => undefined;
  readonly #byNonce = new Map<string, string>();
  readonly #render: (card: Card) => string;
  readonly #now: () => number;

  /** @param now ms after the story's start */
  constructor(render: (card: Card) => string, now: () => number) {
    this.#render = render;
    this.#now = now;
  }

  async post({ id: channel }: ChannelRef, card: Card, nonce: string): Promise<PostAnswer> {
    this.before();
    this.#refuse('post', channel, card);
    this.nonces.push(nonce);
    this.groups.push(...card.buttons.flatMap(({ args: { group } }) => group ?? []));
    const key = `${channel} ${nonce}`;
    const id = (this.dropsRepeats && this.#byNonce.get(key)) || this.#take(channel, card);
    this.#byNonce.set(key, id);
    if (!this.refuseAfterTaking) return { id, showsCard: isDeepStrictEqual(this.cards.get(id), card) };
    this.denied += 1;
    throw new DeliveryError('passing', 'reset', 'the connection broke');
  }

  #take(channel: string, card: Card): string {
    const id = `m${this.messages.length + 1}`;
    const words = this.#render(card);
    this.cards.set(id, card);
    this.messages.push({ id, channel, at: this.#now(), first: words, now: words, edits: 0 });
    return id;
  }

  #refuse(call: ChatCall['call'], channel: string, card: Card): void {
    const made = { call, channel, words: this.#render(card), at: this.#now() };
    this.calls.push(made);
    const refusal = this.refuses(made);
    if (refusal) throw refusal;
    if (this.fault) throw this.fault;
    if (this.failed.has(channel)) throw new DeliveryError('lasting', '10003', 'the channel is gone');
  }

  async edit({ id: channel }: ChannelRef, id: string, card: Card): Promise<void> {
    this.before();
    this.#refuse('edit', channel, card);
    const index = this.messages.findIndex((each) => each.id === id);
    const before = this.messages[index];
    if (before === undefined) throw new DeliveryError('message-gone', 'gone', 'the message is gone');
    this.cards.set(id, card);
    this.messages[index] = { ...before, now: this.#render(card), edits: before.edits + 1 };
  }

  /** Somebody deletes a message. */
  forget(id: string): void {
    const index = this.messages.findIndex((each) => each.id === id);
    const message = this.messages[index];
    if (message !== undefined) this.messages[index] = { ...message, id: `deleted ${id}`, channel: 'deleted' };
  }

  readMention(typed: string): TypedMention {
    return readMention(typed);
  }

  async tellPerson(_place: ChannelRef, person: string, card: Card): Promise<void> {
    this.people.push({ person, text: this.#render(card) });
  }
}
