import { createHmac } from 'node:crypto';
import type { Logger, webApi } from '@slack/bolt';
import { InstallProvider } from '@slack/oauth';
import type { Faults } from '../../../faults.ts';
import type { Log } from '../../../log.ts';
import type { TokenCipher } from '../../../tokens/cipher.ts';
import { noBoltLog } from '../connect/boltLog.ts';
import { installUrlOf, redirectUrlOf } from '../connect/installPaths.ts';
import type { SeveralTeams } from '../connect/slackSettings.ts';
import { BOT_SCOPES } from '../manifest/missingScopes.ts';
import { BoltInstallations } from './boltInstallations.ts';
import type { InstallationRecords } from './installation.ts';
import { InstalledTeams } from './installedTeams.ts';
import { Installer } from './installer.ts';
import { installPage } from './installPages.ts';
import { TeamClients } from './teamClients.ts';
import { TokenSeal } from './tokenSeal.ts';

/** What the installations of several teams need from outside. */
export interface InstallationParts {
  readonly records: InstallationRecords;
  readonly cipher: TokenCipher;
  /** Each token that is obtained or read is hidden in everything that is logged. */
  readonly hide: (secret: string) => void;
}

export interface CreateTeamsOptions extends InstallationParts {
  readonly settings: SeveralTeams;
  readonly apiUrl: string;
  /** A new object for each client. */
  readonly clientOptions: () => webApi.WebClientOptions;
  readonly log: Log;
  readonly faults: Faults;
  readonly onTeam: (team: string) => Promise<void>;
  /** The name after the slash; `undefined` while the program starts. */
  readonly commandName: () => string | undefined;
}

/** Creates what serves several teams, and the pages by which they install the app. */
export function createTeams(options: CreateTeamsOptions): {
  readonly teams: InstalledTeams;
  readonly installer: Installer;
} {
  const { settings, records, cipher, hide, log } = options;
  const now = Date.now;
  const installations = new BoltInstallations({ records, seal: new TokenSeal(cipher, hide), log });
  const provider = createProvider(options, installations);
  const clients = new TeamClients({
    ...options,
    installations,
    provider,
    installUrl: installUrlOf(settings),
    now,
    onWrongKey: (team, error) => teams.onWrongKey(team, error),
  });
  const teams = new InstalledTeams({ ...options, installations, clients, now });
  const installer = new Installer({
    ...options,
    provider,
    installations,
    now,
    onInstalled: (team) => teams.onInstalled(team),
  });
  return { teams, installer };
}

/** Bolt's own OAuth: the signed state, its cookie, the exchange of codes, and the refresh of tokens. */
function createProvider(
  { settings, apiUrl, clientOptions, log }: CreateTeamsOptions,
  installationStore: BoltInstallations,
): InstallProvider {
  const { clientId, clientSecret } = settings;
  return new InstallProvider({
    clientId,
    clientSecret,
    // The same on every replica and after a restart: a browser may begin here and end there.
    stateSecret: createHmac('sha256', clientSecret).update('states of Threadwatch').digest('hex'),
    installationStore,
    installUrlOptions: { scopes: [...BOT_SCOPES], redirectUri: redirectUrlOf(settings) },
    renderHtmlForInstallPath: (url) => installPage(url).body,
    authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href,
    logger: createRefreshLog(log),
    clientOptions: clientOptions(),
  });
}

/** Bolt keeps the reason to itself where a token can't be refreshed. What it throws is logged by whoever catches it. */
function createRefreshLog(log: Log): Logger {
  return {
    ...noBoltLog,
    error: (...words) => {
      if (typeof words[0] === 'string') log.warn(`Bolt: ${words.map(String).join(' ')}`);
    },
  };
}
