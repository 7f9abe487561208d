import { DiscordAPIError, type REST } from '@discordjs/rest';
import {
  type APIDMChannel,
  type APIMessage,
  MessageFlags,
  RESTJSONErrorCodes,
  Routes,
} from 'discord-api-types/v10';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import {
  type ChannelCheck,
  type ChannelName,
  type ChatPort,
  DeliveryError,
  type PostAnswer,
  type TypedMention,
} from '../../../notifications/chatPort.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import { type MessageBody, renderCard } from '../render/renderCard.ts';
import { describeFault } from '../rest/describeFault.ts';
import type { GlobalLimit } from '../rest/globalLimit.ts';
import { readMention } from './readMention.ts';
import { showsBody } from './showsBody.ts';
import { toDeliveryError } from './toDeliveryError.ts';

export interface DiscordPortOptions {
  readonly rest: REST;
  /** The client for edits. */
  readonly editRest: REST;
  readonly globalLimit: GlobalLimit;
  readonly log: Log;
  readonly deliveryFailures: DeliveryFailures;
  /** The name after the slash; known once the platform was started. */
  readonly commandName: () => string;
  /** What people call a server; a session that was resumed does not tell. */
  readonly serverName: (id: string) => string | undefined;
}

/** The chat port of Discord: ordinary messages of the bot. */
export class DiscordPort implements ChatPort {
  readonly platform = 'discord';
  readonly #options: DiscordPortOptions;

  constructor(options: DiscordPortOptions) {
    this.#options = options;
  }

  /**
   * Where a message with the same nonce was posted within a few minutes, Discord posts none and answers with that one,
   * whose words are as they were.
   */
  async post({ id: channel }: ChannelRef, card: Card, nonce: string): Promise<PostAnswer> {
    const route = Routes.channelMessages(channel);
    this.#checkGlobalLimit();
    const flags = card.isSilent === true && { flags: MessageFlags.SuppressNotifications };
    try {
      const answer = await this.#send(card, async (body) => {
        const message = await this.#options.rest.post(route, {
          body: { ...body, ...flags, nonce, enforce_nonce: true },
        });
        const { id } = message as APIMessage;
        return { id, showsCard: showsBody(message, body) };
      });
      this.#options.deliveryFailures.clear(channel);
      return answer;
    } catch (error) {
      throw this.#record(channel, toDeliveryError(error, 'post'));
    }
  }

  async edit(
    { id: channel }: ChannelRef,
    messageId: string,
    card: Card,
    signal?: AbortSignal,
  ): Promise<void> {
    const route = Routes.channelMessage(channel, messageId);
    this.#checkGlobalLimit();
    try {
      // An edit shows whom the message called, and calls nobody.
      const allowed_mentions = { parse: [] };
      await this.#send(card, (body) =>
        this.#options.editRest.patch(route, {
          body: { ...body, allowed_mentions },
          ...(signal && { signal }),
        }),
      );
    } catch (error) {
      throw this.#record(channel, toDeliveryError(error, 'edit'));
    }
  }

  /** Sends a typing indicator: it needs the same permission as a message, and leaves nothing in the channel. */
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
      name: `the Discord server ${this.#options.serverName(workspace) ?? workspace}`,
      url: `https://discord.com/channels/${workspace}/${channel}`,
    };
  }

  readMention(typed: string, { workspace }: ChannelRef): TypedMention {
    return readMention(typed, workspace);
  }

  linkTo({ workspace, id: channel }: ChannelRef, messageId: string): string {
    return `https://discord.com/channels/${workspace}/${channel}/${messageId}`;
  }

  async tellPerson({ id: channel }: ChannelRef, personId: string, card: Card): Promise<void> {
    const { rest, log, deliveryFailures } = this.#options;
    // The answer that is in progress tells this person.
    if (deliveryFailures.isAnswering(channel, personId)) return;
    try {
      const opened = await rest.post(Routes.userChannels(), { body: { recipient_id: personId } });
      const { id } = opened as APIDMChannel;
      // The mention names the channel.
      const rendered = this.#render(card);
      const body = { ...rendered, content: `<#${channel}> ${rendered.content}` };
      await rest.post(Routes.channelMessages(id), { body });
    } catch (error) {
      log.info({ fault: describeFault(error) }, 'a person could not be told that a channel refuses messages');
    }
  }

  /** @throws DeliveryError while Discord limits the bot as a whole */
  #checkGlobalLimit(): void {
    const { wait } = this.#options.globalLimit;
    if (wait > 0)
      throw new DeliveryError('passing', 'rate_limited', 'Discord asks us to wait', { retryAfter: wait });
  }

  #record(channel: string, error: DeliveryError): DeliveryError {
    if (error.kind === 'lasting') this.#options.deliveryFailures.record(channel, error);
    return error;
  }

  /** Where Discord refuses the form of a message, its first line is sent alone. */
  async #send<T>(card: Card, send: (body: MessageBody) => Promise<T>): Promise<T> {
    try {
      return await send(this.#render(card));
    } catch (error) {
      if (!isFormFault(error)) throw error;
      this.#options.log.error({ fault: describeFault(error) }, 'Discord refused the form of a message');
      return await send(this.#render({ ...shortest(card), body: [], buttons: [] }));
    }
  }

  #render(card: Card): MessageBody {
    return renderCard(card, { commandName: this.#options.commandName() });
  }
}

/** What is left of a card whose form Discord refuses: the headline, and whom it calls. */
function shortest({ tone, title, mentions }: Card): Pick<Card, 'tone' | 'title' | 'mentions'> {
  return { tone, title, ...(mentions && { mentions }) };
}

function isFormFault(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InvalidFormBodyOrContentType;
}
