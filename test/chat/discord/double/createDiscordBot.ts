import type { SessionStore } from '../../../../src/chat/discord/connect/session.ts';
import { createDiscordPlatform } from '../../../../src/chat/discord/createDiscordPlatform.ts';
import { systemClock } from '../../../../src/clock.ts';
import { TestBot } from '../../testBot.ts';
import { BOT_TOKEN, type DiscordDouble } from './discordDouble.ts';
import { GUILD } from './payloads.ts';

/** Keeps no session: every start begins a new one. */
const noSessions: SessionStore = { load: async () => undefined, save: async () => undefined };

/** The Discord platform on a double of Discord. */
export function createDiscordBot({ url }: DiscordDouble): TestBot {
  const settings = { token: BOT_TOKEN, guildIds: [GUILD], apiUrl: url };
  return new TestBot((options) =>
    createDiscordPlatform(settings, { ...options, sessions: noSessions, clock: systemClock }),
  );
}
