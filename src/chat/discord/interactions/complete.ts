import { setTimeout as delay } from 'node:timers/promises';
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import { type Command, isTyped } from '../../../../commands/command.ts';
import type { ChannelRef } from '../../../channelRef.ts';
import { SECOND } from '../../../duration.ts';
import type { Bot } from '../../platform.ts';
import type { Subcommand } from './readSubcommand.ts';
import { suggestNames, suggestWatches } from './suggestChoices.ts';

type Choice = APIApplicationCommandOptionChoice<string>;

/** Discord accepts suggestions within 3 s. No suggestions in time are better than late ones. */
const DEADLINE = 2 * SECOND;

/** The suggestions for the option that a person is typing. */
export async function complete(typed: Subcommand, channel: ChannelRef, bot: Bot): Promise<Choice[]> {
  const { focused = '', args } = typed;
  const command = bot.commands.find(({ name }) => name === typed.command);
  const option = command?.options[focused];
  if (command === undefined || option === undefined) return [];
  const words = args[focused] ?? '';
  switch (option.completes) {
    case 'accounts':
      return suggestNames(bot.accountNames(channel.workspace), words);
    case 'commands':
      return suggestNames(
        bot.commands.filter(isTyped).map(({ name }) => name),
        words,
      );
    case 'watches': {
      const account = findAccount(command, args)?.toLowerCase();
      const watches = await inTime(bot.suggestWatches(channel));
      const wanted = watches.filter((watch) => !account || watch.account.toLowerCase() === account);
      return suggestWatches(wanted, words, option);
    }
    default:
      return [];
  }
}

/** The account that is named in another option of the same line. */
function findAccount({ options }: Command, args: Subcommand['args']): string | undefined {
  const named = Object.entries(options).find(([, { completes }]) => completes === 'accounts');
  return named && args[named[0]];
}

async function inTime<T>(wanted: Promise<readonly T[]>): Promise<readonly T[]> {
  const ended = new AbortController();
  const late = delay(DEADLINE, [], { signal: ended.signal });
  try {
    return await Promise.race([wanted, late]);
  } finally {
    late.catch(() => undefined);
    ended.abort();
  }
}
