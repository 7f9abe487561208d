import {
  type APIInteractionResponse,
  DiscordAPIError,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import type { MessageBody } from '../render/renderCard.ts';
import type { Interaction } from './interaction.ts';

type Asked = Pick<Interaction, 'id' | 'token' | 'application_id'>;

/** The two calls by which an interaction is answered. They carry its own token, and not the bot's. */
export class Replies {
  readonly #rest: REST;

  constructor(rest: REST) {
    this.#rest = rest;
  }

  /** The first answer; Discord takes it within 3 s. */
  async respond({ id, token }: Asked, response: APIInteractionResponse): Promise<void> {
    await this.#rest.post(Routes.interactionCallback(id, token), { body: response, auth: false });
  }

  /** What takes the place of the first answer, within 15 minutes. */
  async replace({ application_id: application, token }: Asked, body: MessageBody): Promise<void> {
    await this.#rest.patch(Routes.webhookMessage(application, token), { body, auth: false });
  }
}

/** Why an interaction can't be answered any more, where it is not our fault. */
export function explainLost(error: unknown): string | undefined {
  if (!(error instanceof DiscordAPIError)) return undefined;
  switch (error.code) {
    case RESTJSONErrorCodes.UnknownInteraction:
      return 'an interaction was acknowledged too late for Discord; nothing was done';
    case RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged:
      return 'an interaction was answered by somebody else: does another process run with this DISCORD_TOKEN?';
    default:
      return undefined;
  }
}

/** Whether Discord finds fault with the form of what we sent. */
export function isFormFault(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InvalidFormBodyOrContentType;
}
