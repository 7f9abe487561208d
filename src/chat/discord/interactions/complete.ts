import { setTimeout as delay } from 'node:timers/promises';
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { ChannelRef } from '../../../channelRef.ts';
import { SECOND } from '../../../duration.ts';
import type { Bot } from '../../platform.ts';
import type { Typed } from './readTyped.ts';
import { suggestContainers, suggestNames } from './suggestChoices.ts';

type Choice = APIApplicationCommandOptionChoice<string>;

/** Discord takes suggestions within 3 s; none at all are better than late ones. */
const DEADLINE = 2 * SECOND;

/** What may stand for the option that is being typed. */
export async function complete(typed: Typed, channel: ChannelRef, bot: Bot): Promise<Choice[]> {
  const { focused, args } = typed;
  const command = bot.commands.find(({ name }) => name === typed.command);
  if (focused === undefined || command === undefined) return [];
  const words = args[focused] ?? '';
  switch (focused) {
    case 'account':
      return suggestNames(bot.accountNames(channel.workspace), words);
    case 'command':
      return suggestNames(
        bot.commands.map(({ name }) => name),
        words,
      );
    case 'container': {
      const { account } = args;
      const watches = await inTime(bot.suggestWatches(channel));
      const wanted = watches.filter(
        (watch) => !account || watch.account.toLowerCase() === account.toLowerCase(),
      );
      return suggestContainers(wanted, words, command);
    }
    default:
      return [];
  }
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
