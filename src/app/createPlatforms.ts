import type { PlatformName } from '../channelRef.ts';
import { type SessionStore, sessionSchema } from '../chat/discord/connect/session.ts';
import type { DiscordOptions } from '../chat/discord/createDiscordPlatform.ts';
import type { Platform, PlatformOptions } from '../chat/platform.ts';
import { type PeopleStore, peopleSchema } from '../chat/slack/teams/people.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Config } from './config.ts';

export interface PlatformParts
  extends Omit<PlatformOptions, 'managers' | 'publishers' | 'proxy'>,
    Pick<DiscordOptions, 'openShards' | 'waitForIdentify'> {
  readonly store: Store;
  readonly clock: Clock;
}

/** Loads only the platforms that are configured: their clients are the largest part of the program. */
export async function createPlatforms(
  config: Config,
  { store, ...given }: PlatformParts,
): Promise<Map<PlatformName, Platform>> {
  const { managers, publishers, proxy } = config;
  const options = { ...given, managers, publishers, proxy };
  const created = new Map<PlatformName, Platform>();
  if (proxy) {
    const { proxyWebSockets } = await import('../network/proxyWebSockets.ts');
    proxyWebSockets(proxy);
  }
  if (config.discord) {
    const { createDiscordPlatform } = await import('../chat/discord/createDiscordPlatform.ts');
    const sessions = createSessionStore(store);
    created.set('discord', createDiscordPlatform(config.discord, { ...options, sessions }));
  }
  if (config.slack) {
    const { createSlackPlatform } = await import('../chat/slack/createSlackPlatform.ts');
    const people = createPeopleStore(store);
    created.set('slack', createSlackPlatform(config.slack, { ...options, people }));
  }
  return created;
}

/** A record for each shard. */
function createSessionStore(store: Store): SessionStore {
  const records = store.collection('discord-sessions', sessionSchema);
  return {
    load: (shardId) => records.get(String(shardId)),
    save: (session) => records.set(String(session.shardId), session),
  };
}

/** One record, of the people of the one team that there is. */
function createPeopleStore(store: Store): PeopleStore {
  const records = store.collection('slack-people', peopleSchema);
  return { load: () => records.get('0'), save: (people) => records.set('0', people) };
}
