import { setTimeout as delay } from 'node:timers/promises';
import { InteractionResponseType, InteractionType, MessageFlags } from 'discord-api-types/v10';
import type { Command } from '../../../../commands/command.ts';
import { showForm } from '../../../../commands/fillForm.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { internalError } from '../../../messages/replies/internalError.ts';
import { answerOncePosted } from '../../answerOncePosted.ts';
import type { ButtonAction } from '../../buttonAction.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import type { Bot } from '../../platform.ts';
import { renderCard } from '../render/renderCard.ts';
import { MOST_CHOICES, renderModal } from '../render/renderModal.ts';
import { describeFault } from '../rest/describeFault.ts';
import { complete } from './complete.ts';
import { type Interaction, interactionSchema } from './interaction.ts';
import { findMissingPermissions, isThread } from './permissions.ts';
import { type Asked, readAction } from './readAction.ts';
import { type Requester, readChannel, readRequester } from './readRequester.ts';
import { readSubcommand } from './readSubcommand.ts';
import { RecentIds } from './recentIds.ts';
import { missingPermissions, notServed, postFailed, unreadable } from './refusals.ts';
import { explainLateReply, isFormFault, type Replies } from './replies.ts';

export interface InteractionHandlerOptions {
  readonly bot: Bot;
  readonly replies: Replies;
  readonly deliveryFailures: DeliveryFailures;
  /** The servers that the bot serves. */
  readonly guildIds: ReadonlySet<string>;
  readonly managers: ReadonlySet<string>;
  readonly publishers?: ReadonlySet<string> | undefined;
  readonly log: Log;
}

/** A command to run for a person. */
interface Run {
  readonly interaction: Interaction;
  readonly requester: Requester;
  readonly action: ButtonAction;
  /** Its entry in the table; `undefined` where there is none. */
  readonly command: Command | undefined;
}

/** Answers interactions, each for the person alone. The failure of one is logged and does not affect others. */
export class InteractionHandler {
  readonly #options: InteractionHandlerOptions;
  readonly #inProgress = new Set<Promise<void>>();
  readonly #recent = new RecentIds();

  constructor(options: InteractionHandlerOptions) {
    this.#options = options;
  }

  /** @throws ZodError where the interaction lacks what every answer needs */
  handle(received: unknown): void {
    const interaction = interactionSchema.parse(received);
    // A resumed session can replay an interaction that was handled already.
    if (!this.#recent.admit(interaction.id)) return;
    const answering = this.#answer(interaction)
      .catch((error: unknown) => this.#report(error))
      .finally(() => this.#inProgress.delete(answering));
    this.#inProgress.add(answering);
  }

  /** Resolves when all interactions are answered, or after `longest` ms. */
  async drain(longest: number): Promise<void> {
    await Promise.race([Promise.all(this.#inProgress), delay(longest, undefined, { ref: false })]);
  }

  #answer(interaction: Interaction): Promise<void> {
    const { type } = interaction;
    switch (type) {
      case InteractionType.ApplicationCommandAutocomplete:
        return this.#suggest(interaction);
      case InteractionType.ApplicationCommand:
      case InteractionType.MessageComponent:
      case InteractionType.ModalSubmit:
        return this.#reply(interaction);
      default:
        this.#options.log.warn(
          { type, id: interaction.id },
          'Discord sent an interaction of a type that is not ours',
        );
        return Promise.resolve();
    }
  }

  async #suggest(interaction: Interaction): Promise<void> {
    const { bot, replies, log } = this.#options;
    const typed = readSubcommand(interaction.data, bot.commandName);
    const channel = readChannel(interaction);
    const suggested =
      typed && channel && this.#serves(channel.workspace)
        ? complete(typed, channel, bot).catch((error: unknown) => {
            log.warn({ fault: describeFault(error) }, 'an option could not be completed');
            return [];
          })
        : [];
    const data = { choices: await suggested };
    await replies.respond(interaction, {
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data,
    });
  }

  async #reply(interaction: Interaction): Promise<void> {
    const { bot, replies, managers, publishers, log } = this.#options;
    const { id, type, guild_id: server } = interaction;
    if (server === undefined || !this.#serves(server)) {
      log.info({ server }, 'a command came from a Discord server that is not in DISCORD_GUILD_IDS');
      return this.#refuse(interaction, notServed(server));
    }
    const requester = readRequester(interaction, managers, publishers);
    if (requester === undefined) {
      log.warn({ type, id }, 'an interaction lacks its person or its channel; nothing was done');
      return this.#refuse(interaction, unreadable());
    }
    const asked = readAction(interaction, bot, requester.person);
    if (asked.kind === 'refuse') return this.#refuse(interaction, asked.card);
    if (asked.kind === 'open') return this.#open(interaction, requester, asked);
    const { action, command } = asked;
    await replies.respond(
      interaction,
      (command?.pages || action.replaces) && isOwnButton(interaction)
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: { flags: MessageFlags.Ephemeral },
          },
    );
    await this.#run({ interaction, requester, action, command });
  }

  /** Opens a form. That must be the first response, so nothing is looked up before. */
  #open(
    interaction: Interaction,
    { channel }: Requester,
    { command, start }: Extract<Asked, { kind: 'open' }>,
  ): Promise<void> {
    const { bot, replies } = this.#options;
    const missing = command.posts ? this.#findMissing(interaction) : undefined;
    if (missing !== undefined) return this.#refuse(interaction, missing);
    const accountNames = bot.accountNames(channel.workspace);
    const data = renderModal(showForm(command, start, { accountNames, mostChoices: MOST_CHOICES }));
    return replies.respond(interaction, { type: InteractionResponseType.Modal, data });
  }

  /** @returns what to do where the bot may not post in the channel */
  #findMissing({ channel, app_permissions }: Interaction): Card | undefined {
    const missing = findMissingPermissions(app_permissions, channel?.type);
    return missing.length > 0 ? missingPermissions(missing, isThread(channel?.type)) : undefined;
  }

  async #run({ interaction, requester, action, command }: Run): Promise<void> {
    const { bot, deliveryFailures } = this.#options;
    const { channel, person } = requester;
    const { args } = action;
    const paging = command?.pages ? action : undefined;
    const show = (card: Card): Promise<void> => this.#show(interaction, card, paging, action.page);
    const run = (): Promise<Card> =>
      bot.dispatch({
        command: action.command,
        args,
        channel,
        channelName: interaction.channel?.name,
        person,
      });
    if (!command?.posts) {
      await show(await run());
      return await bot.deliver(channel);
    }
    const missing = this.#findMissing(interaction);
    if (missing !== undefined) return await show(missing);
    await answerOncePosted({
      deliveryFailures,
      channel: channel.id,
      person: person.id,
      run,
      deliver: () => bot.deliver(channel).catch((error: unknown) => this.#report(error)),
      showAnswer: show,
      showFailure: (error) => show(postFailed(error)),
    });
  }

  /** @param paging what the buttons *Previous* and *Next* run */
  async #show(
    interaction: Interaction,
    card: Card,
    paging: ButtonAction | undefined,
    settingsPage: number | undefined,
  ): Promise<void> {
    const { bot, replies, log } = this.#options;
    const { commandName } = bot;
    try {
      await replies.replace(interaction, renderCard(card, { commandName, paging, settingsPage }));
    } catch (error) {
      log.warn({ fault: describeFault(error), id: interaction.id }, 'an answer could not be shown');
      if (isFormFault(error))
        await replies.replace(interaction, renderCard(internalError(), { commandName }));
    }
  }

  async #refuse(interaction: Interaction, card: Card): Promise<void> {
    const { commandName } = this.#options.bot;
    const { content, embeds, components, allowed_mentions } = renderCard(card, { commandName });
    await this.#options.replies.respond(interaction, {
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

  #serves(server: string): boolean {
    return this.#options.guildIds.has(server);
  }

  #report(error: unknown): void {
    const { log } = this.#options;
    const explained = explainLateReply(error);
    if (explained === undefined)
      log.error({ fault: describeFault(error) }, 'an interaction could not be answered');
    else log.warn({ fault: describeFault(error) }, explained);
  }
}

/** Whether it is a press in an answer that only this person sees: there a page may replace another. */
function isOwnButton({ type, message }: Interaction): boolean {
  return type === InteractionType.MessageComponent && ((message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}
