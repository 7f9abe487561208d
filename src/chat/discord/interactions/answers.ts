import { setTimeout as delay } from 'node:timers/promises';
import { InteractionResponseType, InteractionType, MessageFlags } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { internalError } from '../../../messages/replies/internalError.ts';
import { answerOncePosted } from '../../answerOncePosted.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import type { Bot } from '../../platform.ts';
import { decodeCustomId, type Pressed } from '../render/customId.ts';
import { renderCard } from '../render/renderCard.ts';
import { describeFault } from '../rest/describeFault.ts';
import { complete } from './complete.ts';
import { type Interaction, interactionSchema } from './interaction.ts';
import { cannotPost, cannotTell, notServed, unknownButton, unknownCommand, unreadable } from './notices.ts';
import { findMissingPermissions, isThread } from './permissions.ts';
import { type Asker, readAsker, readChannel } from './readAsker.ts';
import { readTyped } from './readTyped.ts';
import { explainLost, isFormFault, type Replies } from './replies.ts';

export interface AnswersOptions {
  readonly bot: Bot;
  readonly replies: Replies;
  readonly deliveryFailures: DeliveryFailures;
  /** The servers that we serve. */
  readonly guildIds: ReadonlySet<string>;
  readonly managers: ReadonlySet<string>;
  readonly log: Log;
}

/** The commands whose answer is a list: a page of it is the answer asked for again. */
const LISTS = new Set(['watches', 'more']);

/** Answers interactions, each for whoever asked alone; what goes wrong with one is in the log. */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #inHand = new Set<Promise<void>>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** @throws ZodError where it is nothing that could be answered */
  take(interaction: unknown): void {
    const answering = this.#answer(interactionSchema.parse(interaction))
      .catch((error: unknown) => this.#report(error))
      .finally(() => this.#inHand.delete(answering));
    this.#inHand.add(answering);
  }

  /** Resolves when all that was taken is answered, or after so many ms. */
  async drain(longest: number): Promise<void> {
    await Promise.race([Promise.all(this.#inHand), delay(longest, undefined, { ref: false })]);
  }

  #answer(interaction: Interaction): Promise<void> {
    const { type } = interaction;
    switch (type) {
      case InteractionType.ApplicationCommandAutocomplete:
        return this.#suggest(interaction);
      case InteractionType.ApplicationCommand:
      case InteractionType.MessageComponent:
        return this.#reply(interaction);
      default:
        this.#options.log.warn(
          { type, id: interaction.id },
          'Discord sent a kind of interaction that is not ours',
        );
        return Promise.resolve();
    }
  }

  async #suggest(interaction: Interaction): Promise<void> {
    const { bot, replies, log } = this.#options;
    const typed = readTyped(interaction.data, bot.commandName);
    const channel = readChannel(interaction);
    const suggested =
      typed && channel && this.#serves(channel.workspace)
        ? complete(typed, channel, bot).catch((error: unknown) => {
            log.warn({ fault: describeFault(error) }, 'nothing could be suggested');
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
    const { bot, replies, managers, log } = this.#options;
    const { id, type, guild_id: server } = interaction;
    if (server === undefined || !this.#serves(server)) {
      log.info({ server }, 'somebody asked in a Discord server that is not in DISCORD_GUILD_IDS');
      return this.#refuse(interaction, notServed(server));
    }
    const asker = readAsker(interaction, managers);
    if (asker === undefined) {
      log.warn({ type, id }, 'Discord does not say who asks, or where; nothing was done');
      return this.#refuse(interaction, unreadable());
    }
    const asked = readAsked(interaction, bot.commandName);
    if (asked === undefined)
      return this.#refuse(
        interaction,
        type === InteractionType.MessageComponent ? unknownButton() : unknownCommand(),
      );
    await replies.respond(
      interaction,
      turnsPage(interaction, asked)
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: { flags: MessageFlags.Ephemeral },
          },
    );
    await this.#answerAsked(interaction, asked, asker);
  }

  async #answerAsked(interaction: Interaction, asked: Pressed, { channel, person }: Asker): Promise<void> {
    const { bot, deliveryFailures } = this.#options;
    const { command, args } = asked;
    const show = (card: Card): Promise<void> => this.#show(interaction, asked, card);
    const run = (): Promise<Card> => bot.dispatch({ command, args, channel, person });
    if (!bot.commands.some(({ name, posts }) => name === command && posts)) {
      await show(await run());
      return await bot.deliver(channel);
    }
    const type = interaction.channel?.type;
    const missing = findMissingPermissions(interaction.app_permissions, type);
    if (missing.length > 0) return await show(cannotPost(missing, isThread(type)));
    await answerOncePosted({
      deliveryFailures,
      channel: channel.id,
      person: person.id,
      run,
      deliver: () => bot.deliver(channel).catch((error: unknown) => this.#report(error)),
      show,
      refuse: (loss) => show(cannotTell(loss)),
    });
  }

  async #show(interaction: Interaction, asked: Pressed, card: Card): Promise<void> {
    const { bot, replies, log } = this.#options;
    const { commandName } = bot;
    const paging = LISTS.has(asked.command) ? asked : undefined;
    try {
      await replies.replace(interaction, renderCard(card, { commandName, paging }));
    } catch (error) {
      log.warn({ fault: describeFault(error), command: asked.command }, 'an answer could not be shown');
      if (isFormFault(error))
        await replies.replace(interaction, renderCard(internalError(), { commandName }));
    }
  }

  async #refuse(interaction: Interaction, card: Card): Promise<void> {
    const { commandName } = this.#options.bot;
    const { embeds, components, allowed_mentions } = renderCard(card, { commandName });
    await this.#options.replies.respond(interaction, {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: {
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
    const failed = explainLost(error);
    if (failed === undefined)
      log.error({ fault: describeFault(error) }, 'an interaction could not be answered');
    else log.warn({ fault: describeFault(error) }, failed);
  }
}

const pressedSchema = z.object({ custom_id: z.string() });

function readAsked({ type, data }: Interaction, commandName: string): Pressed | undefined {
  if (type === InteractionType.MessageComponent) {
    const pressed = pressedSchema.safeParse(data).data;
    return pressed && decodeCustomId(pressed.custom_id);
  }
  const typed = readTyped(data, commandName);
  return typed && { command: typed.command, args: typed.args, page: 0 };
}

/** A page is turned in the list itself, which its asker alone sees. */
function turnsPage({ type, message }: Interaction, { command }: Pressed): boolean {
  if (type !== InteractionType.MessageComponent || !LISTS.has(command)) return false;
  return ((message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}
