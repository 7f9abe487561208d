import { createDiscordPlatform } from '../../../../src/chat/discord/createDiscordPlatform.ts';
import { TestBot } from '../../testBot.ts';
import { BOT_TOKEN, type DiscordDouble } from './discordDouble.ts';
import { GUILD } from './payloads.ts';

/** The Discord platform on a double of Discord. */
export function createDiscordBot({ url }: DiscordDouble): TestBot {
  const settings = { token: BOT_TOKEN, guildIds: [GUILD], apiUrl: url };
  return new TestBot((options) => createDiscordPlatform(settings, options));
}
