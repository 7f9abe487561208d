import type { PlatformName } from '../channelRef.ts';
import { createSessionStore, sessionSchema } from '../chat/discord/connect/session.ts';
import type { DiscordOptions } from '../chat/discord/createDiscordPlatform.ts';
import type { Platform, PlatformOptions } from '../chat/platform.ts';
import type { InstallationParts } from '../chat/slack/teams/createTeams.ts';
import { installationSchema } from '../chat/slack/teams/installation.ts';
import { type PeopleStore, peopleSchema } from '../chat/slack/teams/people.ts';
import type { Clock } from '../clock.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import { createTokenCipher } from '../tokens/cipher.ts';
import type { Config } from './config.ts';

export interface PlatformParts
  extends Omit<PlatformOptions, 'managers' | 'publishers' | 'proxy'>,
    Pick<DiscordOptions, 'openShards' | 'waitForIdentify'> {
  readonly store: Store;
  readonly clock: Clock;
  /** The tokens of installations are added to it. */
  readonly secrets: Secrets;
}

/** Loads only the platforms that are configured: their clients are the largest part of the program. */
export async function createPlatforms(
  config: Config,
  { store, secrets, ...given }: PlatformParts,
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
    const sessions = createSessionStore(store.collection('discord-sessions', sessionSchema));
    created.set('discord', createDiscordPlatform(config.discord, { ...options, sessions }));
  }
  if (config.slack) {
    const { createSlackPlatform } = await import('../chat/slack/createSlackPlatform.ts');
    const peopleOf = (team: string | undefined): PeopleStore => createPeopleStore(store, team);
    const installations = createInstallationParts(config, { store, secrets });
    created.set('slack', createSlackPlatform(config.slack, { ...options, peopleOf, installations }));
  }
  return created;
}

/** One record for each team; without a team, that of the only one. */
function createPeopleStore(store: Store, team: string | undefined): PeopleStore {
  const records = store.collection('slack-people', peopleSchema);
  const key = team ?? '0';
  return {
    load: () => records.get(key),
    save: (people) => records.set(key, team === undefined ? people : { ...people, team }),
  };
}

/** Where the app's installations are kept. @returns `undefined` where there is no key to encrypt them: then they are not needed */
function createInstallationParts(
  { tokenKeys }: Config,
  { store, secrets }: Pick<PlatformParts, 'store' | 'secrets'>,
): InstallationParts | undefined {
  if (tokenKeys.length === 0) return undefined;
  return {
    records: store.collection('slack-installations', installationSchema),
    cipher: createTokenCipher(tokenKeys),
    hide: (secret) => secrets.add(secret),
  };
}
