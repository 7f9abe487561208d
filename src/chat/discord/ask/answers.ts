import { setTimeout as delay } from 'node:timers/promises';
import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIInteraction,
  type APIMessageComponentInteraction,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
} from 'discord.js';
import type { Person } from '../../../../commands/command.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { failure } from '../../../messages/failure.ts';
import type { Place } from '../../../place.ts';
import { answerOncePosted } from '../../answerOncePosted.ts';
import type { Losses } from '../../losses.ts';
import type { Bot } from '../../platform.ts';
import { decodeCustomId, type Pressed } from '../customId.ts';
import { describeFault } from '../describeFault.ts';
import { findMissingPermissions, isManager, isThread } from '../permissions.ts';
import { renderCard } from '../render/renderCard.ts';
import { complete } from './complete.ts';
import { cannotPost, cannotTell, notServed, unknownButton } from './notices.ts';
import { readTyped } from './readTyped.ts';
import { explainLost, isFormFault, type Replies } from './replies.ts';

export interface AnswersOptions {
  readonly bot: Bot;
  readonly replies: Replies;
  readonly losses: Losses;
  /** The servers that we serve. */
  readonly guildIds: ReadonlySet<string>;
  readonly managers: ReadonlySet<string>;
  readonly log: Log;
}

type Question = APIApplicationCommandInteraction | APIMessageComponentInteraction;
/** In a server that we serve. */
type Served<T extends APIInteraction> = T & Required<Pick<T, 'guild_id'>>;

/** The commands whose answer is a list: a page of it is the answer asked for again. */
const LISTS = new Set(['watches', 'more']);

/** Answers interactions, each for whoever asked alone; what goes wrong with one is in the log. */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #inHand = new Set<Promise<void>>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  take(interaction: APIInteraction): void {
    const answering = this.#answer(interaction)
      .catch((error: unknown) => this.#report(error))
      .finally(() => this.#inHand.delete(answering));
    this.#inHand.add(answering);
  }

  /** Resolves when all that was taken is answered, or after so many ms. */
  async settle(longest: number): Promise<void> {
    await Promise.race([Promise.all(this.#inHand), delay(longest, undefined, { ref: false })]);
  }

  #answer(interaction: APIInteraction): Promise<void> {
    switch (interaction.type) {
      case InteractionType.ApplicationCommandAutocomplete:
        return this.#suggest(interaction);
      case InteractionType.ApplicationCommand:
      case InteractionType.MessageComponent:
        return this.#reply(interaction);
      default:
        return Promise.resolve();
    }
  }

  async #suggest(interaction: APIApplicationCommandAutocompleteInteraction): Promise<void> {
    const { bot, replies, log } = this.#options;
    const typed = readTyped(interaction, bot.commandName);
    const suggested =
      typed && this.#isServed(interaction)
        ? complete(typed, placeOf(interaction), bot).catch((error: unknown) => {
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

  async #reply(interaction: Question): Promise<void> {
    const { bot, replies, log } = this.#options;
    if (!this.#isServed(interaction)) {
      log.info(
        { server: interaction.guild_id },
        'somebody asked in a Discord server that is not in DISCORD_GUILD_IDS',
      );
      return this.#refuse(interaction, notServed(interaction.guild_id));
    }
    const asked = readAsked(interaction, bot.commandName);
    if (asked === undefined) return this.#refuse(interaction, unknownButton());
    await replies.respond(
      interaction,
      turnsPage(interaction, asked)
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: { flags: MessageFlags.Ephemeral },
          },
    );
    await this.#answerAsked(interaction, asked);
  }

  async #answerAsked(interaction: Served<Question>, asked: Pressed): Promise<void> {
    const { bot, losses } = this.#options;
    const { command, args } = asked;
    const place = placeOf(interaction);
    const person = personOf(interaction, this.#options.managers);
    const show = (card: Card): Promise<void> => this.#show(interaction, asked, card);
    const run = (): Promise<Card> => bot.dispatch({ command, args, place, person });
    if (!bot.commands.some(({ name, posts }) => name === command && posts)) {
      await show(await run());
      return await bot.deliver(place);
    }
    const type = interaction.channel?.type;
    const missing = findMissingPermissions(interaction.app_permissions, type);
    if (missing.length > 0) return await show(cannotPost(missing, isThread(type)));
    await answerOncePosted({
      losses,
      channel: place.channel,
      person: person.id,
      run,
      deliver: () => bot.deliver(place).catch((error: unknown) => this.#report(error)),
      show,
      refuse: (loss) => show(cannotTell(loss)),
    });
  }

  async #show(interaction: Question, asked: Pressed, card: Card): Promise<void> {
    const { bot, replies, log } = this.#options;
    const { commandName } = bot;
    const paging = LISTS.has(asked.command) ? asked : undefined;
    try {
      await replies.replace(interaction, renderCard(card, { commandName, paging }));
    } catch (error) {
      log.warn({ fault: describeFault(error), command: asked.command }, 'an answer could not be shown');
      if (isFormFault(error)) await replies.replace(interaction, renderCard(failure(), { commandName }));
    }
  }

  async #refuse(interaction: Question, card: Card): Promise<void> {
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

  #isServed<T extends APIInteraction>(interaction: T): interaction is Served<T> {
    const { guild_id: guild } = interaction;
    return guild !== undefined && this.#options.guildIds.has(guild);
  }

  #report(error: unknown): void {
    const { log } = this.#options;
    const lost = explainLost(error);
    if (lost === undefined)
      log.error({ fault: describeFault(error) }, 'an interaction could not be answered');
    else log.warn({ fault: describeFault(error) }, lost);
  }
}

function readAsked(interaction: Question, commandName: string): Pressed | undefined {
  if (interaction.type === InteractionType.MessageComponent)
    return decodeCustomId(interaction.data.custom_id);
  const typed = readTyped(interaction, commandName);
  return typed && { command: typed.command, args: typed.args, page: 0 };
}

/** A page is turned in the list itself, which its asker alone sees. */
function turnsPage(interaction: Question, { command }: Pressed): boolean {
  if (interaction.type !== InteractionType.MessageComponent || !LISTS.has(command)) return false;
  return ((interaction.message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}

function placeOf({ guild_id: workspace, channel, channel_id: id }: Served<APIInteraction>): Place {
  return { platform: 'discord', workspace, channel: channel?.id ?? id ?? '' };
}

/** In a server, Discord says who asks as its member. */
function personOf({ member, user }: APIInteraction, managers: ReadonlySet<string>): Person {
  const id = member?.user.id ?? user?.id ?? '';
  return { id, isManager: isManager(id, member ?? {}, managers) };
}
