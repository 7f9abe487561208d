import type { Installation, InstallationQuery, InstallationStore } from '@slack/bolt';
import { SECOND } from '../../../duration.ts';
import { KeyedLock } from '../../../keyedLock.ts';
import type { Log } from '../../../log.ts';
import type { Identity } from '../connect/identity.ts';
import type { InstallationRecord, InstallationRecords, Installed } from './installation.ts';
import type { InstallationTokens, TokenSeal } from './tokenSeal.ts';

type BoltInstallation = Installation<'v1' | 'v2', boolean>;
type BoltBot = NonNullable<BoltInstallation['bot']>;

/** What Bolt says of a new installation, and what Slack says of its token. */
interface Approved {
  readonly identity: Identity;
  readonly at: number;
}

export interface BoltInstallationsOptions {
  readonly records: InstallationRecords;
  readonly seal: TokenSeal;
  readonly log: Log;
}

/** A new installation could not be stored. */
export class NotStoredError extends Error {
  override readonly name = 'NotStoredError';
  readonly code = 'not_stored';
}

/**
 * Bolt's installation store on ours. Bolt stores a new installation here, and each token that it refreshes. Nothing is
 * stored that was not approved before, and no token of a person.
 */
export class BoltInstallations implements InstallationStore {
  readonly #options: BoltInstallationsOptions;
  /** Held while the record of a team is read and written back. */
  readonly #lock = new KeyedLock();
  readonly #approved = new WeakMap<BoltInstallation, Approved>();
  /** Refreshed tokens that could not be stored: the old ones work only for a while. */
  readonly #unsaved = new Map<string, Installed>();

  constructor(options: BoltInstallationsOptions) {
    this.#options = options;
  }

  /** Lets Bolt store a new installation. @param at ms since the epoch */
  approve(installation: BoltInstallation, identity: Identity, at: number): void {
    this.#approved.set(installation, { identity, at });
  }

  /** The record of a team, as it is now. @throws StoreError */
  read(team: string): Promise<InstallationRecord | undefined> {
    return this.#unsaved.has(team)
      ? this.#lock.run(team, () => this.#read(team))
      : this.#options.records.get(team);
  }

  /** Call it within the lock. */
  async #read(team: string): Promise<InstallationRecord | undefined> {
    const stored = await this.#options.records.get(team);
    const unsaved = this.#unsaved.get(team);
    if (unsaved === undefined) return stored;
    if (stored?.kind !== 'installed' || !isOlder(stored, unsaved)) {
      this.#unsaved.delete(team);
      return stored;
    }
    await this.#trySave(unsaved);
    return unsaved;
  }

  /**
   * A team removed the app: its tokens are deleted, unless it has installed the app again since.
   *
   * @param installedAt which installation it removed
   * @param at ms since the epoch
   * @returns whether the team has no installation any more
   */
  remove(team: string, installedAt: number, at: number): Promise<boolean> {
    return this.#lock.run(team, async () => {
      const record = await this.#options.records.get(team);
      if (record?.kind !== 'installed') return true;
      if (record.installedAt !== installedAt) return false;
      await this.#write({ version: 1, kind: 'removed', team, removedAt: at });
      return true;
    });
  }

  /** @throws {WrongKeyError} */
  open({ secret, team }: Installed): InstallationTokens {
    return this.#options.seal.open(secret, team);
  }

  /** Encrypts the tokens with the present key, where they are not. @throws {WrongKeyError} */
  async reseal(record: Installed): Promise<void> {
    // Also where nothing is to be written, a token that can't be decrypted is a fault.
    this.open(record);
    if (!this.#options.seal.isCurrent(record.secret))
      await this.#lock.run(record.team, () => this.#resealStored(record.team));
  }

  /** Reads the tokens again: another replica may have stored new ones. Call it within the lock. */
  async #resealStored(team: string): Promise<void> {
    const { seal } = this.#options;
    const record = await this.#read(team);
    if (record?.kind !== 'installed' || seal.isCurrent(record.secret)) return;
    await this.#write({ ...record, secret: seal.seal(this.open(record), team) });
  }

  /** As Bolt calls it: with a new installation, or with one whose token it has refreshed. */
  async storeInstallation(installation: BoltInstallation): Promise<void> {
    const { team, bot, metadata } = installation;
    if (team === undefined || bot === undefined) throw new Error('an installation without a team or a bot');
    const approved = this.#approved.get(installation);
    await this.#lock.run(team.id, async () => {
      if (approved === undefined) return this.#storeRefreshed(team.id, bot, metadata);
      await this.#write(this.#toRecord(installation, bot, approved)).catch((cause: unknown) => {
        throw new NotStoredError('the installation could not be stored', { cause });
      });
    });
  }

  /** As Bolt calls it, before it refreshes a token that ends soon. */
  async fetchInstallation({ teamId }: InstallationQuery<boolean>): Promise<BoltInstallation> {
    const record = teamId === undefined ? undefined : await this.read(teamId);
    if (record?.kind !== 'installed') throw new Error('there is no such installation');
    return this.#toInstallation(record, this.open(record));
  }

  #toInstallation(record: Installed, { token, refreshToken }: InstallationTokens): Installation<'v2', false> {
    const { team, teamName, by, scopes, botId, botUserId, appId, installedAt, tokenEndsAt } = record;
    return {
      team: { id: team, ...(teamName !== undefined && { name: teamName }) },
      enterprise: undefined,
      user: { id: by, token: undefined, scopes: undefined },
      bot: {
        token,
        scopes,
        id: botId,
        userId: botUserId,
        ...(refreshToken !== undefined &&
          tokenEndsAt !== undefined && { refreshToken, expiresAt: Math.floor(tokenEndsAt / SECOND) }),
      },
      ...(appId !== undefined && { appId }),
      tokenType: 'bot',
      isEnterpriseInstall: false,
      authVersion: 'v2',
      // Bolt hands it back with a refreshed token: it says whose token that is, if the app was installed again meanwhile.
      metadata: String(installedAt),
    };
  }

  async #storeRefreshed(team: string, bot: BoltBot, installedAt: string | undefined): Promise<void> {
    const { seal, log } = this.#options;
    const tokens = toTokens(bot);
    // Also where it is not stored, it may stand in an error.
    seal.hide(tokens);
    const record = await this.#read(team);
    if (record?.kind !== 'installed' || String(record.installedAt) !== installedAt)
      return void log.info({ team }, 'a Slack token was refreshed of an installation that is no more');
    await this.#trySave({ ...record, ...toExpiry(bot), secret: seal.seal(tokens, team) });
    log.info({ team }, 'the token of a Slack workspace was refreshed');
  }

  /** The old token ends soon: a new one that can't be stored is used, and stored later. */
  async #trySave(record: Installed): Promise<void> {
    this.#unsaved.set(record.team, record);
    try {
      await this.#write(record);
    } catch (err) {
      this.#options.log.error(
        { err, team: record.team },
        'a refreshed Slack token could not be stored; it is used, and stored as soon as the store works',
      );
    }
  }

  async #write(record: InstallationRecord): Promise<void> {
    await this.#options.records.set(record.team, record);
    this.#unsaved.delete(record.team);
  }

  #toRecord({ team, user, appId }: BoltInstallation, bot: BoltBot, { identity, at }: Approved): Installed {
    const { teamId, teamName, teamUrl, botName } = identity;
    const name = teamName ?? team?.name;
    return {
      version: 1,
      kind: 'installed',
      team: teamId,
      ...(name !== undefined && { teamName: name }),
      ...(teamUrl !== undefined && { teamUrl }),
      botName,
      botUserId: bot.userId,
      botId: bot.id,
      ...(appId !== undefined && { appId }),
      scopes: bot.scopes,
      by: user.id,
      installedAt: at,
      ...toExpiry(bot),
      secret: this.#options.seal.seal(toTokens(bot), teamId),
    };
  }
}

function toTokens({ token, refreshToken }: BoltBot): InstallationTokens {
  return { token, ...(refreshToken !== undefined && { refreshToken }) };
}

function toExpiry({ expiresAt }: BoltBot): { tokenEndsAt?: number } {
  return expiresAt === undefined ? {} : { tokenEndsAt: expiresAt * SECOND };
}

/** Whether the stored token is of the same installation, and not newer than the one in memory. */
function isOlder(stored: Installed, unsaved: Installed): boolean {
  return (
    stored.installedAt === unsaved.installedAt && (stored.tokenEndsAt ?? 0) <= (unsaved.tokenEndsAt ?? 0)
  );
}
