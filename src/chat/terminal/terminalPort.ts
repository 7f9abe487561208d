import type { ChannelRef } from '../../channelRef.ts';
import type { Card } from '../../messages/card.ts';
import type { ChatPort } from '../../notifications/chatPort.ts';

/** Something that a terminal shows: an answer for the person alone, a message for all, or an edited message. */
export interface Shown {
  readonly type: 'reply' | 'message' | 'edit';
  readonly ephemeral: boolean;
  readonly channel: string;
  readonly id: string;
  readonly card: Card;
}

export interface TerminalChatOptions {
  /** Shows it at once; what it returns is awaited before the message counts as posted. */
  readonly show: (shown: Shown) => Promise<void>;
  /** A number that no message had before. */
  readonly nextNumber: () => number;
}

/** A terminal as a place to be told things: one workspace, one channel, one person. */
export const TERMINAL: ChannelRef = { platform: 'terminal', workspace: 'terminal', id: 'terminal' };
export const TERMINAL_PERSON = { id: 'you', isManager: true } as const;

/** The chat port of a terminal; an edit is shown anew, with its message's id. */
export class TerminalPort implements ChatPort {
  readonly platform = 'terminal';
  readonly #options: TerminalChatOptions;

  constructor(options: TerminalChatOptions) {
    this.#options = options;
  }

  async post({ id: channel }: ChannelRef, card: Card): Promise<string> {
    const id = this.#nextId();
    await this.#options.show({ type: 'message', ephemeral: false, channel, id, card });
    return id;
  }

  async edit({ id: channel }: ChannelRef, id: string, card: Card): Promise<void> {
    await this.#options.show({ type: 'edit', ephemeral: false, channel, id, card });
  }

  /** Shows what the person alone is answered. */
  async reply(card: Card): Promise<void> {
    const { id: channel } = TERMINAL;
    await this.#options.show({ type: 'reply', ephemeral: true, channel, id: this.#nextId(), card });
  }

  #nextId(): string {
    return `m${this.#options.nextNumber()}`;
  }
}
