import type { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { BotProcess } from '../../support/botProcess.ts';
import { readStartFlags } from './startFlags.ts';
import type { ThreadsServer } from './threadsServer.ts';

export interface BotParts {
  readonly discord: DiscordDouble;
  readonly threads: ThreadsServer;
  readonly storeUrl: string;
  readonly more?: Readonly<Record<string, string>>;
  /** What Node is started with; without it, as `npm start` does. */
  readonly program?: readonly string[];
}

/** Starts `src/main.ts` as a separate process, with Discord. */
export function startBot({ discord, threads, storeUrl, more, program }: BotParts): BotProcess {
  const environment = {
    ...discord.environment,
    THREADS_API_URL: threads.url,
    STORE_URL: storeUrl,
    ...readStartFlags(),
    ...more,
  };
  const bot = new BotProcess(environment, undefined, program);
  bot.start();
  return bot;
}
