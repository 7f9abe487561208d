import { BOT_TOKEN, type DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { GUILD } from '../../chat/discord/double/payloads.ts';
import { BotProcess } from '../../chat/slack/double/bot.ts';
import { readStartFlags } from './startFlags.ts';
import type { ThreadsServer } from './threadsServer.ts';

export interface BotParts {
  readonly discord: DiscordDouble;
  readonly threads: ThreadsServer;
  readonly storeUrl: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** Starts `src/main.ts` as a process of its own, with Discord. */
export function startBot({ discord, threads, storeUrl, more }: BotParts): BotProcess {
  const bot = new BotProcess({
    DISCORD_API_URL: discord.url,
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    THREADS_API_URL: threads.url,
    STORE_URL: storeUrl,
    ...readStartFlags(),
    ...more,
  });
  bot.start();
  return bot;
}
