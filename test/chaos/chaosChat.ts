import { isDeepStrictEqual } from 'node:util';
import type { ChannelRef } from '../../src/channelRef.ts';
import { MINUTE } from '../../src/duration.ts';
import type { Card } from '../../src/messages/card.ts';
import { type ChatPort, DeliveryError, type PostAnswer } from '../../src/notifications/chatPort.ts';

/** What a message said from a moment on, ms after the start. */
export interface Version {
  readonly at: number;
  readonly words: string;
  /** Whether a process said it that had been paused, and whose store is another's by now. */
  readonly isOfFormer: boolean;
}

/** What stands in a channel, or stood there. */
export interface ToldMessage {
  readonly channel: string;
  /** Two messages with the same one are one that was posted again. */
  readonly nonce: string;
  readonly at: number;
  readonly first: string;
  /** All that it said, the first words included. */
  readonly versions: readonly Version[];
  /** When somebody deleted it; `undefined` where it still stands. */
  readonly deletedAt: number | undefined;
}

/** What the chat does with a message: takes it, refuses it, or takes it and says that it did not. */
export type Mood = 'takes' | 'refuses' | 'denies';

export interface ChaosChatOptions {
  readonly render: (card: Card) => string;
  /** ms after the start. */
  readonly now: () => number;
  readonly mood: () => Mood;
  /** Whether a channel posts nothing under a nonce that it knows, and answers with the message as it stands. */
  readonly dropsRepeats: (channel: string) => boolean;
}

/** Discord speaks of a few minutes. */
const KNOWS_NONCE_FOR = 5 * MINUTE;

interface Message extends ToldMessage {
  readonly id: string;
  /** What it shows. */
  card: Card;
  readonly versions: Version[];
  deletedAt: number | undefined;
}

/** A chat that remembers what each message said and when, and fails as the history wants it to. */
export class ChaosChat implements ChatPort {
  readonly platform = 'terminal';
  readonly messages: Message[] = [];
  /** How many messages it took and then denied. */
  denied = 0;
  /** The channels that are lost to us. */
  readonly lost = new Set<string>();
  /** Whether a former owner of the store tells, and nobody else. */
  isFormerTelling = false;
  /** How many of the next messages each channel refuses. */
  readonly refusals = new Map<string, number>();
  readonly #options: ChaosChatOptions;

  constructor(options: ChaosChatOptions) {
    this.#options = options;
  }

  async post({ id: channel }: ChannelRef, card: Card, nonce: string): Promise<PostAnswer> {
    const { mood } = this.#options;
    this.#refuse(channel);
    const left = this.refusals.get(channel) ?? 0;
    if (left > 0) {
      this.refusals.set(channel, left - 1);
      throw new DeliveryError('passing', '500', 'the chat did not take this message');
    }
    const message = this.#findRepeated(channel, nonce) ?? this.#take(channel, card, nonce);
    if (mood() !== 'denies') return { id: message.id, showsCard: isDeepStrictEqual(message.card, card) };
    this.denied += 1;
    throw new DeliveryError('passing', 'reset', 'the connection broke');
  }

  #findRepeated(channel: string, nonce: string): Message | undefined {
    const { dropsRepeats, now } = this.#options;
    if (!dropsRepeats(channel)) return undefined;
    return this.messages.findLast(
      (each) =>
        each.channel === channel &&
        each.nonce === nonce &&
        each.deletedAt === undefined &&
        now() - each.at < KNOWS_NONCE_FOR,
    );
  }

  #take(channel: string, card: Card, nonce: string): Message {
    const { render, now } = this.#options;
    const said = { at: now(), words: render(card), isOfFormer: this.isFormerTelling };
    const message: Message = {
      id: `m${this.messages.length + 1}`,
      nonce,
      card,
      channel,
      at: said.at,
      first: said.words,
      versions: [said],
      deletedAt: undefined,
    };
    this.messages.push(message);
    return message;
  }

  async edit({ id: channel }: ChannelRef, id: string, card: Card): Promise<void> {
    this.#refuse(channel);
    const message = this.messages.find((each) => each.id === id);
    if (message === undefined || message.deletedAt !== undefined || message.channel !== channel)
      throw new DeliveryError('message-gone', 'gone', 'the message is gone');
    const { now, render } = this.#options;
    message.card = card;
    message.versions.push({ at: now(), words: render(card), isOfFormer: this.isFormerTelling });
  }

  async tellPerson(): Promise<void> {}

  /** Somebody deletes the channel's latest message. */
  deleteLatest(channel: string): void {
    const latest = this.messages.findLast((each) => each.channel === channel);
    if (latest !== undefined) latest.deletedAt ??= this.#options.now();
  }

  #refuse(channel: string): void {
    if (this.#options.mood() === 'refuses') throw new DeliveryError('passing', '500', 'the chat is down');
    if (this.lost.has(channel)) throw new DeliveryError('lasting', '10003', 'the channel is gone');
  }
}
