import {
  type APIDMChannel,
  type APIMessage,
  DiscordAPIError,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import type { Place } from '../../../place.ts';
import type { Losses } from '../../losses.ts';
import type { ChatPort, DeliveryError, PlaceCheck, PlaceName } from '../../port.ts';
import { describeFault } from '../describeFault.ts';
import { type MessageBody, renderCard } from '../render/renderCard.ts';
import { toDeliveryError } from './deliveryFault.ts';

export interface DiscordPortOptions {
  readonly rest: REST;
  readonly log: Log;
  readonly losses: Losses;
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
  async post({ channel }: Place, card: Card, nonce: string): Promise<string> {
    const route = Routes.channelMessages(channel);
    try {
      const { id } = await this.#send(card, async (body) => {
        const sent = await this.#options.rest.post(route, { body: { ...body, nonce, enforce_nonce: true } });
        return sent as APIMessage;
      });
      this.#options.losses.forget(channel);
      return id;
    } catch (error) {
      throw this.#note(channel, toDeliveryError(error, 'post'));
    }
  }

  async edit({ channel }: Place, messageId: string, card: Card): Promise<void> {
    const route = Routes.channelMessage(channel, messageId);
    try {
      await this.#send(card, (body) => this.#options.rest.patch(route, { body }));
    } catch (error) {
      throw this.#note(channel, toDeliveryError(error, 'edit'));
    }
  }

  /** By the sign that somebody types, which takes the same permission as a message and leaves nothing behind. */
  async checkPlace({ channel }: Place): Promise<PlaceCheck> {
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

  describePlace({ workspace, channel }: Place): PlaceName {
    return {
      name: `the Discord server ${workspace}`,
      url: `https://discord.com/channels/${workspace}/${channel}`,
    };
  }

  async tellPerson({ channel }: Place, personId: string, card: Card): Promise<void> {
    const { rest, log, losses } = this.#options;
    // Whoever has just asked is told there, in the answer.
    if (losses.isAttended(channel, personId)) return;
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
    if (error.kind === 'lasting') this.#options.losses.note(channel, error);
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
