import {
  type APIInteractionResponse,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Log } from '../../../log.ts';
import { internalError } from '../../../messages/replies/internalError.ts';
import { InProgress } from '../../inProgress.ts';
import { NotTakenError, type ReceivingParts } from '../../platform.ts';
import { describeFault } from '../rest/describeFault.ts';
import type { DiscordRequest } from './discordRequest.ts';
import { type Interaction, interactionSchema } from './interaction.ts';
import { type Asked, readAction } from './readAction.ts';
import { type Requester, readChannel, readRequester } from './readRequester.ts';
import { readSubcommand } from './readSubcommand.ts';
import { RecentIds } from './recentIds.ts';
import { explainMissing, notServed, unreadable } from './refusals.ts';
import { isAlreadyAcknowledged, type Replies, reportFailure } from './replies.ts';

export interface InteractionReceiverOptions
  extends Pick<ReceivingParts, 'commands' | 'commandName' | 'onRequest' | 'takesEachOnce'> {
  readonly replies: Replies;
  /** The servers that the bot serves. */
  readonly guildIds: ReadonlySet<string>;
  readonly managers: ReadonlySet<string>;
  readonly publishers?: ReadonlySet<string> | undefined;
  readonly log: Log;
}

/**
 * The receiving side: reads interactions, answers those that nobody's state is needed for, and acknowledges and hands on
 * the others. The failure of one is logged and does not affect others.
 */
export class InteractionReceiver {
  readonly #options: InteractionReceiverOptions;
  readonly #inProgress = new InProgress();
  readonly #recent = new RecentIds();

  constructor(options: InteractionReceiverOptions) {
    this.#options = options;
  }

  /** @throws ZodError where the interaction lacks what every answer needs */
  receive(received: unknown): void {
    const interaction = interactionSchema.parse(received);
    // A resumed session can replay an interaction that was received already.
    if (!this.#recent.admit(interaction.id)) return;
    const { log } = this.#options;
    void this.#inProgress.add(this.#take(interaction).catch((error: unknown) => reportFailure(error, log)));
  }

  /** Resolves when all interactions are handed on, or after `longest` ms. */
  drain(longest: number): Promise<void> {
    return this.#inProgress.drain(longest);
  }

  #take(interaction: Interaction): Promise<void> {
    const { type } = interaction;
    switch (type) {
      case InteractionType.ApplicationCommandAutocomplete:
        return this.#suggest(interaction);
      case InteractionType.ApplicationCommand:
      case InteractionType.MessageComponent:
      case InteractionType.ModalSubmit:
        return this.#read(interaction);
      default:
        this.#options.log.warn(
          { type, id: interaction.id },
          'Discord sent an interaction of a type that is not ours',
        );
        return Promise.resolve();
    }
  }

  async #suggest(interaction: Interaction): Promise<void> {
    const { commandName, replies } = this.#options;
    const typed = readSubcommand(interaction.data, commandName);
    const channel = readChannel(interaction);
    if (typed === undefined || channel === undefined || !this.#serves(channel.workspace))
      return replies.suggest(interaction, []);
    const request: DiscordRequest = { kind: 'suggest', target: targetOf(interaction), channel, typed };
    if (!(await this.#handOn(request))) await replies.suggest(interaction, []);
  }

  async #read(interaction: Interaction): Promise<void> {
    const { replies, managers, publishers, log, commandName } = this.#options;
    const { id, type, guild_id: server } = interaction;
    if (server === undefined || !this.#serves(server)) {
      log.info({ server }, 'a command came from a Discord server that is not in DISCORD_GUILD_IDS');
      return replies.refuse(interaction, notServed(server), commandName);
    }
    const requester = readRequester(interaction, managers, publishers);
    if (requester === undefined) {
      log.warn({ type, id }, 'an interaction lacks its person or its channel; nothing was done');
      return replies.refuse(interaction, unreadable(), commandName);
    }
    const asked = readAction(interaction, this.#options, requester.person);
    switch (asked.kind) {
      case 'refuse':
        return replies.refuse(interaction, asked.card, commandName);
      case 'open':
        return this.#open(interaction, requester, asked);
      case 'run':
        return this.#run(interaction, requester, asked);
    }
  }

  /** A form must be the first response, so nothing is looked up before. */
  async #open(
    interaction: Interaction,
    { channel }: Requester,
    { command, start }: Extract<Asked, { kind: 'open' }>,
  ): Promise<void> {
    const { replies, commandName } = this.#options;
    const missing = command.posts ? explainMissing(interaction) : undefined;
    if (missing !== undefined) return replies.refuse(interaction, missing, commandName);
    const target = targetOf(interaction);
    if (!(await this.#handOn({ kind: 'open', target, channel, command: command.name, start })))
      await replies.refuse(interaction, internalError(), commandName);
  }

  async #run(
    interaction: Interaction,
    { channel, person }: Requester,
    { action, command }: Extract<Asked, { kind: 'run' }>,
  ): Promise<void> {
    const { replies, commandName } = this.#options;
    const isToDo = await this.#acknowledge(
      interaction,
      (command?.pages || action.replaces) && isOwnButton(interaction)
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: { flags: MessageFlags.Ephemeral },
          },
    );
    if (!isToDo) return;
    const missing = command?.posts ? explainMissing(interaction) : undefined;
    if (missing !== undefined) return replies.show(interaction, missing, { commandName });
    const channelName = interaction.channel?.name;
    const target = targetOf(interaction);
    if (!(await this.#handOn({ kind: 'run', target, channel, channelName, person, action })))
      await replies.show(interaction, internalError(), { commandName });
  }

  /** @returns whether it is to be handed on */
  async #acknowledge(interaction: Interaction, response: APIInteractionResponse): Promise<boolean> {
    const { replies, takesEachOnce } = this.#options;
    try {
      await replies.respond(interaction, response);
      return true;
    } catch (error) {
      if (!takesEachOnce || !isAlreadyAcknowledged(error)) throw error;
      return this.#isLeftUndone(interaction);
    }
  }

  /**
   * Another process has acknowledged it: Discord sends the last ones again when the connection is taken over. That process
   * may have been killed before it handed it on; then the person still sees that an answer is to come. Or it could not hand
   * it on, and told the person to try again: for who did, it would be done twice.
   *
   * So where it can't be seen that the person still waits, nothing is done, and the person asks again. That holds for a
   * press that changes its own message too: nothing shows that an answer is to come, and the message stays as it was.
   */
  async #isLeftUndone(interaction: Interaction): Promise<boolean> {
    const { replies, log } = this.#options;
    const { id } = interaction;
    try {
      const isAwaited = await replies.isAwaited(interaction);
      const outcome = isAwaited ? 'it is handed on again' : 'nobody waits for an answer to it';
      log.debug({ id }, `another replica has acknowledged an interaction; ${outcome}`);
      return isAwaited;
    } catch (error) {
      log.warn(
        { fault: describeFault(error), id },
        'another replica has acknowledged an interaction, and it can’t be found out whether it was answered; nothing was done',
      );
      return false;
    }
  }

  /** @returns whether somebody has taken the request over */
  async #handOn(request: DiscordRequest): Promise<boolean> {
    const { onRequest, log } = this.#options;
    const { platform, workspace } = request.channel;
    const { id } = request.target;
    try {
      await onRequest({ platform, workspace, id, acknowledged: request.kind === 'run', body: request });
      return true;
    } catch (error) {
      if (!(error instanceof NotTakenError))
        log.error({ fault: describeFault(error), id }, 'a request could not be handed on; nothing was done');
      return false;
    }
  }

  #serves(server: string): boolean {
    return this.#options.guildIds.has(server);
  }
}

function targetOf({ id, token, application_id }: Interaction): DiscordRequest['target'] {
  return { id, token, application_id };
}

/** Whether it is a press in an answer that only this person sees: there a page may replace another. */
function isOwnButton({ type, message }: Interaction): boolean {
  return type === InteractionType.MessageComponent && ((message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}
