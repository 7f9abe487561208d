import { DiscordAPIError, type REST, RESTEvents } from '@discordjs/rest';
import {
  type APIApplicationCommandOptionChoice,
  type APIInteractionResponse,
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  Routes,
} from 'discord-api-types/v10';
import { z } from 'zod';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { internalError } from '../../../messages/replies/internalError.ts';
import { type MessageBody, type RenderOptions, renderCard } from '../render/renderCard.ts';
import { describeFault } from '../rest/describeFault.ts';
import type { ReplyTarget } from './discordRequest.ts';

/** Of a message, the part that says whether a person waits for it. */
const shownSchema = z.object({ flags: z.number() });

/**
 * The calls that answer an interaction. They are authorised by the interaction's token, not by the bot's, so that
 * another process than the one that received it can make them.
 */
export class Replies {
  readonly #rest: REST;
  readonly #log: Log;
  /** The first responses under way, by their path, and whether the client has sent one once more, as it got no answer. */
  readonly #responding = new Map<string, { isRepeated: boolean }>();

  constructor(rest: REST, log: Log) {
    this.#rest = rest;
    this.#log = log;
    rest.on(RESTEvents.Response, ({ path, retries }) => {
      const responding = this.#responding.get(path);
      if (responding !== undefined && retries > 0) responding.isRepeated = true;
    });
  }

  /** Sends the first response; Discord accepts it within 3 s, and once. */
  async respond({ id, token }: ReplyTarget, response: APIInteractionResponse): Promise<void> {
    const path = Routes.interactionCallback(id, token);
    const responding = { isRepeated: false };
    this.#responding.set(path, responding);
    try {
      await this.#rest.post(path, { body: response, auth: false });
    } catch (error) {
      // Discord has taken the first try, though its answer was lost.
      if (!isAlreadyAcknowledged(error) || !responding.isRepeated) throw error;
    } finally {
      this.#responding.delete(path);
    }
  }

  /**
   * Whether the first response still says that an answer is to come. One that changes the message of the button never says
   * so: what is read then is that message.
   *
   * @throws where there is no first response, and where Discord does not answer
   * @see https://docs.discord.com/developers/interactions/receiving-and-responding#get-original-interaction-response
   */
  async isAwaited({ application_id: application, token }: ReplyTarget): Promise<boolean> {
    const shown = await this.#rest.get(Routes.webhookMessage(application, token), { auth: false });
    return (shownSchema.parse(shown).flags & MessageFlags.Loading) !== 0;
  }

  /** Answers with a card for the person alone, as the first response. */
  async refuse(target: ReplyTarget, card: Card, commandName: string): Promise<void> {
    const { content, embeds, components, allowed_mentions } = renderCard(card, { commandName });
    await this.respond(target, {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: {
        content,
        embeds: [...embeds],
        components: [...components],
        allowed_mentions,
        flags: MessageFlags.Ephemeral,
      },
    });
  }

  /** Offers values for the option that a person is typing, as the first response. */
  async suggest(target: ReplyTarget, choices: APIApplicationCommandOptionChoice<string>[]): Promise<void> {
    const data = { choices };
    await this.respond(target, { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data });
  }

  /** Shows a card in place of the first response; Discord accepts that for 15 minutes. */
  async show(target: ReplyTarget, card: Card, options: RenderOptions): Promise<void> {
    try {
      await this.#replace(target, renderCard(card, options));
    } catch (error) {
      this.#log.warn({ fault: describeFault(error), id: target.id }, 'an answer could not be shown');
      const { commandName } = options;
      if (isFormFault(error)) await this.#replace(target, renderCard(internalError(), { commandName }));
    }
  }

  async #replace({ application_id: application, token }: ReplyTarget, body: MessageBody): Promise<void> {
    await this.#rest.patch(Routes.webhookMessage(application, token), { body, auth: false });
  }
}

/** Whether Discord refused a first response because the interaction has had one. */
export function isAlreadyAcknowledged(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError &&
    error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged
  );
}

/** Logs that an interaction could not be answered. */
export function reportFailure(error: unknown, log: Log): void {
  const explained = explainLateReply(error);
  if (explained === undefined)
    log.error({ fault: describeFault(error) }, 'an interaction could not be answered');
  else log.warn({ fault: describeFault(error) }, explained);
}

/** The log line where Discord no longer accepts a response. @returns `undefined` for any other error */
function explainLateReply(error: unknown): string | undefined {
  if (!(error instanceof DiscordAPIError)) return undefined;
  switch (error.code) {
    case RESTJSONErrorCodes.UnknownInteraction:
      return 'an interaction was acknowledged too late for Discord; nothing was done';
    case RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged:
      return 'an interaction was already answered: before a restart, or by another process with this DISCORD_TOKEN';
    default:
      return undefined;
  }
}

/** Whether Discord refused the form of a message. */
function isFormFault(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InvalidFormBodyOrContentType;
}
