import type { ChannelRef } from '../../channelRef.ts';
import type { Card } from '../../messages/card.ts';
import type { ChatPort, PostAnswer, TypedMention } from '../../notifications/chatPort.ts';
import type { ButtonNumbers, NumberedButton } from './buttonNumbers.ts';
import { readMention } from './readMention.ts';

/** What a terminal shows: an answer that only the person sees, a message to the channel, or an edited message. */
export interface Shown {
  readonly type: 'reply' | 'message' | 'edit';
  readonly ephemeral: boolean;
  readonly channel: string;
  readonly id: string;
  readonly card: Card;
  /** The card's buttons by the numbers that press them. */
  readonly buttons: readonly NumberedButton[];
}

export interface TerminalChatOptions {
  /** Shows it. The message counts as posted when the promise resolves. */
  readonly show: (shown: Shown) => Promise<void>;
  /** Returns a number that no message had before. */
  readonly nextNumber: () => number;
  readonly buttonNumbers: ButtonNumbers;
}

/** A terminal has one workspace, one channel and one person. */
export const TERMINAL: ChannelRef = { platform: 'terminal', workspace: 'terminal', id: 'terminal' };
export const TERMINAL_PERSON = { id: 'you', isManager: true, isPublisher: true } as const;

/** The chat port of a terminal. An edit shows the whole message again, with the same id. */
export class TerminalPort implements ChatPort {
  readonly platform = 'terminal';
  readonly #options: TerminalChatOptions;

  constructor(options: TerminalChatOptions) {
    this.#options = options;
  }

  async post({ id: channel }: ChannelRef, card: Card): Promise<PostAnswer> {
    const id = this.#nextId();
    await this.#show({ type: 'message', ephemeral: false, channel, id, card });
    return { id, showsCard: true };
  }

  async edit({ id: channel }: ChannelRef, id: string, card: Card): Promise<void> {
    await this.#show({ type: 'edit', ephemeral: false, channel, id, card });
  }

  readMention(typed: string): TypedMention {
    return readMention(typed);
  }

  /** Shows the answer to a command. */
  async reply(card: Card): Promise<void> {
    const { id: channel } = TERMINAL;
    await this.#show({ type: 'reply', ephemeral: true, channel, id: this.#nextId(), card });
  }

  #show(shown: Omit<Shown, 'buttons'>): Promise<void> {
    const { buttonNumbers, show } = this.#options;
    return show({ ...shown, buttons: buttonNumbers.number(shown.id, shown.card) });
  }

  #nextId(): string {
    return `m${this.#options.nextNumber()}`;
  }
}
