import {
  type APIDMChannel,
  type APIMessage,
  DiscordAPIError,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import type { ChannelCheck, ChannelName, ChatPort, DeliveryError } from '../../../notifications/chatPort.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import { type MessageBody, renderCard } from '../render/renderCard.ts';
import { describeFault } from '../rest/describeFault.ts';
import { toDeliveryError } from './toDeliveryError.ts';

export interface DiscordPortOptions {
  readonly rest: REST;
  readonly log: Log;
  readonly deliveryFailures: DeliveryFailures;
  /** The name behind the slash; known once the bot is. */
  readonly commandName: () => string;
}

/** Discord's channels, as the core tells them something: ordinary messages of the bot. */
export class DiscordPort implements ChatPort {
  readonly platform = 'discord';
  readonly #options: DiscordPortOptions;

  constructor(options: DiscordPortOptions) {
    this.#options = options;
  }

  /** Discord drops a second message with the same nonce within a few minutes, and answers with the first. */
  async post({ id: channel }: ChannelRef, card: Card, nonce: string): Promise<string> {
    const route = Routes.channelMessages(channel);
    try {
      const { id } = await this.#send(card, async (body) => {
        const sent = await this.#options.rest.post(route, { body: { ...body, nonce, enforce_nonce: true } });
        return sent as APIMessage;
      });
      this.#options.deliveryFailures.forget(channel);
      return id;
    } catch (error) {
      throw this.#note(channel, toDeliveryError(error, 'post'));
    }
  }

  async edit({ id: channel }: ChannelRef, messageId: string, card: Card): Promise<void> {
    const route = Routes.channelMessage(channel, messageId);
    try {
      await this.#send(card, (body) => this.#options.rest.patch(route, { body }));
    } catch (error) {
      throw this.#note(channel, toDeliveryError(error, 'edit'));
    }
  }

  /** By the sign that somebody types, which takes the same permission as a message and leaves nothing behind. */
  async checkChannel({ id: channel }: ChannelRef): Promise<ChannelCheck> {
    try {
      await this.#options.rest.post(Routes.channelTyping(channel));
      return { kind: 'open' };
    } catch (error) {
      const { kind, message } = toDeliveryError(error, 'post');
      return kind === 'lasting'
        ? {
            kind: 'closed',
            problem: `${message}. Edit the channel, open Permissions, and give it to my role`,
          }
        : { kind: 'unknown', problem: message };
    }
  }

  describeChannel({ workspace, id: channel }: ChannelRef): ChannelName {
    return {
      name: `the Discord server ${workspace}`,
      url: `https://discord.com/channels/${workspace}/${channel}`,
    };
  }

  async tellPerson({ id: channel }: ChannelRef, personId: string, card: Card): Promise<void> {
    const { rest, log, deliveryFailures } = this.#options;
    // Whoever has just asked is told there, in the answer.
    if (deliveryFailures.isAttended(channel, personId)) return;
    try {
      const opened = await rest.post(Routes.userChannels(), { body: { recipient_id: personId } });
      const { id } = opened as APIDMChannel;
      // By its mention they know which channel it was.
      const body = { content: `<#${channel}>`, ...this.#render(card) };
      await rest.post(Routes.channelMessages(id), { body });
    } catch (error) {
      log.info({ fault: describeFault(error) }, 'a person could not be told that a channel is lost');
    }
  }

  #note(channel: string, error: DeliveryError): DeliveryError {
    if (error.kind === 'lasting') this.#options.deliveryFailures.note(channel, error);
    return error;
  }

  /** Should Discord ever find fault with a message's form, its first line is brought out all the same. */
  async #send<T>(card: Card, send: (body: MessageBody) => Promise<T>): Promise<T> {
    try {
      return await send(this.#render(card));
    } catch (error) {
      if (!isFormFault(error)) throw error;
      this.#options.log.error({ fault: describeFault(error) }, 'Discord refused the form of a message');
      return await send(this.#render({ tone: card.tone, title: card.title, body: [], buttons: [] }));
    }
  }

  #render(card: Card): MessageBody {
    return renderCard(card, { commandName: this.#options.commandName() });
  }
}

function isFormFault(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InvalidFormBodyOrContentType;
}
