import { DiscordAPIError, type REST } from '@discordjs/rest';
import { type APIInteractionResponse, RESTJSONErrorCodes, Routes } from 'discord-api-types/v10';
import type { MessageBody } from '../render/renderCard.ts';
import type { Interaction } from './interaction.ts';

type Target = Pick<Interaction, 'id' | 'token' | 'application_id'>;

/** The two calls that answer an interaction. They are authorised by the interaction's token, not by the bot's. */
export class Replies {
  readonly #rest: REST;

  constructor(rest: REST) {
    this.#rest = rest;
  }

  /** Sends the first response; Discord accepts it within 3 s. */
  async respond({ id, token }: Target, response: APIInteractionResponse): Promise<void> {
    await this.#rest.post(Routes.interactionCallback(id, token), { body: response, auth: false });
  }

  /** Replaces the first response; Discord accepts that for 15 minutes. */
  async replace({ application_id: application, token }: Target, body: MessageBody): Promise<void> {
    await this.#rest.patch(Routes.webhookMessage(application, token), { body, auth: false });
  }
}

/** The log line where Discord no longer accepts a response. @returns `undefined` for any other error */
export function explainLateReply(error: unknown): string | undefined {
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
export function isFormFault(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InvalidFormBodyOrContentType;
}
