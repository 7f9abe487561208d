import { webApi } from '@slack/bolt';
import { AuthorizationError, type InstallProvider } from '@slack/oauth';
import { HOUR, MINUTE, SECOND } from '../../../duration.ts';
import { KeyedLock } from '../../../keyedLock.ts';
import type { Log } from '../../../log.ts';
import { WrongKeyError } from '../../../tokens/cipher.ts';
import type { Identity } from '../connect/identity.ts';
import type { BoltInstallations } from './boltInstallations.ts';
import type { Installed } from './installation.ts';
import { notInstalled, removed, toDeliveryError, wrongKey } from './teamErrors.ts';
import type { TeamAccess } from './teams.ts';

/** Another replica may have stored something new: what was read is used for so long. */
const REMEMBERED = 2 * SECOND;

/** Bolt refreshes a token that ends within this time (`EXPIRY_WINDOW` of @slack/oauth). */
const REFRESHED_BEFORE = 2 * HOUR;

/** After a refresh that failed, the token is used as it is for so long. */
const REFRESH_PAUSE = MINUTE;

export interface TeamClientsOptions {
  readonly installations: BoltInstallations;
  readonly provider: Pick<InstallProvider, 'authorize'>;
  /** A new object for each client. */
  readonly clientOptions: () => webApi.WebClientOptions;
  /** Where a team installs the app. */
  readonly installUrl: string;
  readonly log: Log;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Called where no key decrypts a team's token. */
  readonly onWrongKey: (team: string, error: WrongKeyError) => void;
}

/** The clients of a team, and what they were made of. */
export interface OpenedTeam extends TeamAccess {
  readonly token: string;
  /** Which installation the token is of, ms since the epoch. */
  readonly installedAt: number;
}

/** What is stored of a team, and the token that it is called with. */
interface Stored {
  readonly record: Installed;
  readonly token: string;
}

/** The clients of each team that has installed the app. What is stored decides: memory keeps it for moments. */
export class TeamClients {
  readonly #options: TeamClientsOptions;
  readonly #lock = new KeyedLock();
  /** How often a team was forgotten. */
  #forgotten = 0;
  readonly #opened = new Map<string, { readonly access: OpenedTeam; readonly at: number }>();
  /** What each team was called when it was last read: links and names need it at once. */
  readonly #known = new Map<string, Identity>();
  /** The token of each team that could not be refreshed last, and when that was. */
  readonly #refreshFailed = new Map<string, { readonly token: string; readonly at: number }>();

  constructor(options: TeamClientsOptions) {
    this.#options = options;
  }

  known(team: string): Identity | undefined {
    return this.#known.get(team);
  }

  /** A team was read: what it is called is known from now on. */
  learn(record: Installed): void {
    this.#known.set(record.team, toIdentity(record));
  }

  /** What is stored of a team is read anew with the next call; what is being read just now is not remembered. */
  forget(team: string): void {
    this.#forgotten += 1;
    const opened = this.#opened.get(team);
    if (opened !== undefined) this.#opened.set(team, { ...opened, at: Number.NEGATIVE_INFINITY });
  }

  /**
   * The clients of a team, with a token that was refreshed where it ends soon.
   *
   * @throws DeliveryError where there is none: lasting where the team removed the app, else passing
   */
  access(team: string): Promise<OpenedTeam> {
    return this.#lock.run(team, async () => {
      const before = this.#opened.get(team);
      const now = this.#options.now();
      if (before !== undefined && now >= before.at && now - before.at < REMEMBERED) return before.access;
      const forgotten = this.#forgotten;
      const { record, token } = await this.#authorize(team);
      const isSame = token === before?.access.token && record.installedAt === before.access.installedAt;
      const access = isSame ? before.access : this.#createAccess(record, token);
      const isCurrent = forgotten === this.#forgotten;
      this.#opened.set(team, { access, at: isCurrent ? this.#options.now() : Number.NEGATIVE_INFINITY });
      return access;
    });
  }

  #createAccess(record: Installed, token: string): OpenedTeam {
    const { clientOptions } = this.#options;
    const create = (): webApi.WebClient => new webApi.WebClient(token, clientOptions());
    return {
      identity: toIdentity(record),
      client: create(),
      editClient: create(),
      token,
      installedAt: record.installedAt,
    };
  }

  async #authorize(team: string): Promise<Stored> {
    const stored = await this.#readStored(team);
    const { record, token } = stored;
    const { provider, now } = this.#options;
    const isDue = record.tokenEndsAt !== undefined && record.tokenEndsAt - now() <= REFRESHED_BEFORE;
    const failed = this.#refreshFailed.get(team);
    const isPaused = failed?.token === token && now() - failed.at < REFRESH_PAUSE;
    if (!isDue || isPaused) return stored;
    const query = { teamId: team, enterpriseId: undefined, isEnterpriseInstall: false } as const;
    await provider.authorize(query).catch((error: unknown) => {
      throw toDeliveryError(error instanceof AuthorizationError ? error.original : error);
    });
    // Slack takes a refresh token once. Where another replica has used it, what that one got is stored.
    const refreshed = await this.#readStored(team);
    if (refreshed.token === token) this.#noteFailedRefresh(refreshed);
    return refreshed;
  }

  #noteFailedRefresh({ record: { team, tokenEndsAt = 0 }, token }: Stored): void {
    const { log, now, installUrl } = this.#options;
    const isNews = this.#refreshFailed.get(team)?.token !== token;
    this.#refreshFailed.set(team, { token, at: now() });
    if (!isNews) return;
    log.warn(
      { team, endsAt: new Date(tokenEndsAt) },
      `the token of a Slack workspace could not be refreshed; if it ends, the workspace has to install the app again at ${installUrl}`,
    );
  }

  async #readStored(team: string): Promise<Stored> {
    const record = await this.#read(team);
    return { record, token: this.#open(record) };
  }

  async #read(team: string): Promise<Installed> {
    const { installations, installUrl } = this.#options;
    const record = await installations.read(team).catch((error: unknown) => {
      throw toDeliveryError(error);
    });
    if (record?.kind === 'installed') {
      this.learn(record);
      return record;
    }
    this.#known.delete(team);
    throw record === undefined ? notInstalled(team, installUrl) : removed(installUrl);
  }

  #open(record: Installed): string {
    try {
      return this.#options.installations.open(record).token;
    } catch (error) {
      if (!(error instanceof WrongKeyError)) throw error;
      this.#options.onWrongKey(record.team, error);
      throw wrongKey(error);
    }
  }
}

export function toIdentity(record: Installed): Identity {
  const { team, teamName, teamUrl, botName, botUserId, botId, scopes } = record;
  return { teamId: team, teamName, teamUrl, botName, botUserId, botId, scopes };
}
