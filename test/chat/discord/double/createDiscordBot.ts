import type { SessionStore } from '../../../../src/chat/discord/connect/session.ts';
import {
  createDiscordPlatform,
  type DiscordOptions,
  type DiscordSettings,
} from '../../../../src/chat/discord/createDiscordPlatform.ts';
import { systemClock } from '../../../../src/clock.ts';
import { TestBot } from '../../testBot.ts';
import { BOT_TOKEN, type DiscordDouble } from './discordDouble.ts';
import { GUILD } from './payloads.ts';

/** Keeps nothing: each connection begins a new one. */
const noSessions: SessionStore = { load: async () => undefined, save: async () => undefined };

type Choices = Partial<Pick<DiscordOptions, 'sessions' | 'openShards' | 'waitForIdentify'>> &
  Partial<Pick<DiscordSettings, 'guildIds' | 'shards'>>;

/** The Discord platform on a double of Discord. */
export function createDiscordBot(
  { url }: DiscordDouble,
  { guildIds = [GUILD], shards, sessions = noSessions, ...choices }: Choices = {},
): TestBot {
  const settings = { token: BOT_TOKEN, guildIds, apiUrl: url, shards };
  return new TestBot((options) =>
    createDiscordPlatform(settings, { ...options, ...choices, sessions, clock: systemClock }),
  );
}
