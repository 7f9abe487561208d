import { createHmac } from 'node:crypto';
import { HOUR, MINUTE, SECOND } from '../../../duration.ts';
import type { Faults } from '../../../faults.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { text } from '../../../messages/text.ts';
import { DeliveryError } from '../../../notifications/chatPort.ts';
import { WrongKeyError } from '../../../tokens/cipher.ts';
import { isTokenRefusal } from '../connect/finalErrors.ts';
import type { Identity } from '../connect/identity.ts';
import { installUrlOf } from '../connect/installPaths.ts';
import { codeOf } from '../connect/slackErrors.ts';
import type { SeveralTeams } from '../connect/slackSettings.ts';
import { BOT_SCOPES } from '../manifest/missingScopes.ts';
import type { BoltInstallations } from './boltInstallations.ts';
import type { InstallationRecord, Installed } from './installation.ts';
import { removed, type TeamClients } from './teamClients.ts';
import type { TeamAccess, Teams, TeamsStart } from './teams.ts';

/** With these, Slack says that the app is no longer in the team. */
const REMOVED: ReadonlySet<string> = new Set(['account_inactive', 'token_revoked', 'user_removed_from_team']);

/** The codes of a team that has not installed the app, or has removed it. */
const NOT_THERE: ReadonlySet<string> = new Set(['not_installed', 'app_removed']);

export interface InstalledTeamsOptions {
  readonly settings: SeveralTeams;
  readonly installations: BoltInstallations;
  readonly clients: TeamClients;
  readonly log: Log;
  readonly faults: Faults;
  /** Called with each team before anything is posted there. */
  readonly onTeam: (team: string) => Promise<void>;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** The teams of `SLACK_TEAM_IDS`, as far as they have installed the app. Each may do so, and remove it, at any time. */
export class InstalledTeams implements Teams {
  readonly #options: InstalledTeamsOptions;
  readonly #served: ReadonlySet<string>;
  readonly #installUrl: string;
  readonly #inProgress = new Set<Promise<void>>();
  /** What Slack refused: other clients have another token. */
  readonly #refused = new Map<string, TeamAccess>();
  #parts: TeamsStart | undefined;

  constructor(options: InstalledTeamsOptions) {
    this.#options = options;
    this.#served = new Set(options.settings.teamIds);
    this.#installUrl = installUrlOf(options.settings);
  }

  /** Derived from a secret that every replica has; not the secret itself, which signs other things too. */
  get formSecret(): string {
    return createHmac('sha256', this.#options.settings.clientSecret)
      .update('forms of Threadwatch')
      .digest('hex');
  }

  get facts(): Readonly<Record<string, unknown>> {
    return { teams: [...this.#served].filter((team) => this.known(team) !== undefined) };
  }

  async find(): Promise<readonly string[]> {
    return [];
  }

  serves(team: string): boolean {
    return this.#served.has(team);
  }

  /** Reads who has installed the app. Whether their tokens still work is asked meanwhile: one team delays no other. */
  async start(parts: TeamsStart, signal: AbortSignal): Promise<boolean> {
    const { log, onTeam } = this.#options;
    this.#parts = parts;
    const teams = [...this.#served];
    await Promise.all(teams.map(onTeam));
    const states = await Promise.all(teams.map((team) => this.#begin(team)));
    const missing = teams.filter((_, index) => states[index] !== 'installed');
    if (missing.length > 0)
      log.warn(
        { teams: missing },
        `not every Slack workspace has installed the app: open ${this.#installUrl}`,
      );
    return !signal.aborted;
  }

  async access(team: string): Promise<TeamAccess> {
    if (!this.serves(team))
      throw new DeliveryError('passing', 'other_workspace', `${team} is not in SLACK_TEAM_IDS`, {
        retryAfter: HOUR,
      });
    const { clients, faults } = this.#options;
    const access = await clients.access(team);
    faults.clear(keyOf(team));
    if (this.#refused.get(team) !== access) this.#clearRefusal(team);
    return access;
  }

  known(team: string): Identity | undefined {
    return this.serves(team) ? this.#options.clients.known(team) : undefined;
  }

  /** A new token may have been stored meanwhile, so it is read anew first. */
  async checkToken(team: string, access: TeamAccess, cause: DeliveryError): Promise<void> {
    this.#options.clients.forget(team);
    if ((await this.access(team)) !== access)
      throw new DeliveryError('passing', 'token_changed', 'Slack refused a token that is no longer used', {
        cause,
        retryAfter: SECOND,
      });
    const verdict = await this.#tryStored(team);
    if (verdict.kind === 'works') return;
    if (verdict.kind === 'removed') return this.#remove(team, verdict.code);
    if (verdict.kind === 'refused') this.#reportRefused(team, verdict);
    throw new DeliveryError('passing', cause.code, `Slack refuses the token of ${team}`, {
      cause,
      retryAfter: MINUTE,
    });
  }

  /** Slack may say so late, when the team has installed the app again: then its token works. */
  async onRemoved(team: string, at: number): Promise<void> {
    const { installations, log } = this.#options;
    const record = this.serves(team) ? await installations.read(team) : undefined;
    if (record?.kind !== 'installed') return;
    const verdict = await this.#tryStored(team);
    if (verdict.kind === 'works' || (verdict.kind !== 'removed' && at < record.installedAt))
      log.info({ team }, 'Slack says that a workspace removed the app; it has installed it again since');
    else await this.#remove(team, 'Slack said so');
  }

  /** A new installation is used at once. */
  onInstalled(team: string): void {
    const { clients, log } = this.#options;
    clients.forget(team);
    this.#keep(
      clients.access(team).then(() => this.#parts?.onConnected()),
      (err) => log.warn({ err, team }, 'what waits for a Slack workspace could not be sent yet'),
    );
  }

  onWrongKey(team: string, err: WrongKeyError): void {
    const words = `The token of the Slack workspace ${team} can’t be decrypted with TOKEN_KEY. Set the key that it was encrypted with (to change the key, write the new key, a comma, and the old key), or let the workspace install the app again at ${this.#installUrl}`;
    this.#report(keyOf(team), team, words, { err });
  }

  refusalFor(team: string): Promise<Card | undefined> | undefined {
    if (!this.serves(team) || this.known(team) !== undefined) return undefined;
    return this.access(team).then(
      () => undefined,
      (error: unknown) =>
        error instanceof DeliveryError && NOT_THERE.has(error.code)
          ? refusal(
              text`Threadwatch is not installed in this workspace.`,
              text`Install it at ${this.#installUrl}`,
            )
          : undefined,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#inProgress);
  }

  async #begin(team: string): Promise<InstallationRecord['kind'] | undefined> {
    const { installations, clients, faults, log } = this.#options;
    try {
      const record = await installations.read(team);
      if (record?.kind === 'removed') this.#leave(team);
      if (record?.kind !== 'installed') return record?.kind;
      clients.learn(record);
      await installations.reseal(record);
      faults.clear(keyOf(team));
      this.#keep(this.#verify(record), (err) =>
        log.debug({ err, team }, 'a Slack token could not be checked'),
      );
      return 'installed';
    } catch (err) {
      // A wrong key is reported where it is found.
      if (err instanceof WrongKeyError) this.onWrongKey(team, err);
      else if (!(err instanceof DeliveryError))
        log.warn({ err, team }, 'an installation of the Slack app can’t be read');
      return 'installed';
    }
  }

  /** Whether a token works, and may do what the manifest says. */
  async #verify({ team, scopes }: Installed): Promise<void> {
    const verdict = await this.#tryStored(team);
    if (verdict.kind === 'removed') return this.#remove(team, verdict.code);
    if (verdict.kind === 'refused') return this.#reportRefused(team, verdict);
    const granted = verdict.kind === 'works' ? (verdict.scopes ?? scopes) : scopes;
    const missing = BOT_SCOPES.filter((scope) => !granted.includes(scope));
    if (missing.length > 0)
      this.#options.log.warn(
        { team, missing },
        `the app lacks a scope in a Slack workspace: install it again there at ${this.#installUrl}`,
      );
  }

  async #tryStored(team: string): Promise<Verdict> {
    try {
      return await tryToken(await this.access(team));
    } catch (error) {
      if (error instanceof DeliveryError) return { kind: 'unknown' };
      throw error;
    }
  }

  /** The token is deleted first: what comes after a crash finds that the team has removed the app. */
  async #remove(team: string, code: string): Promise<void> {
    const { installations, clients, log, now } = this.#options;
    await installations.remove(team, now());
    clients.forget(team);
    this.#clearRefusal(team);
    log.warn(
      { team, code },
      `a Slack workspace removed the app; its token is deleted, and its subscriptions end. It can install the app again at ${this.#installUrl}`,
    );
    this.#leave(team);
  }

  #leave(team: string): void {
    const left = this.#parts?.onRemoved({ platform: 'slack', workspace: team }, removed(this.#installUrl));
    this.#keep(left, (err) =>
      this.#options.log.error({ err, team }, 'the subscriptions of a Slack workspace could not be ended yet'),
    );
  }

  #reportRefused(team: string, { code, access }: Extract<Verdict, { kind: 'refused' }>): void {
    this.#refused.set(team, access);
    const words = `Slack refuses the token of the workspace ${team} (${code}). Let it install the app again at ${this.#installUrl}`;
    this.#report(tokenOf(team), team, words, { code });
  }

  #clearRefusal(team: string): void {
    this.#refused.delete(team);
    this.#options.faults.clear(tokenOf(team));
  }

  #report(subject: string, team: string, words: string, details: object): void {
    const { faults, log } = this.#options;
    const inChat = `Threadwatch can’t post in this workspace: it has to be installed again at ${this.#installUrl}`;
    if (faults.report(subject, { words, inChat, workspace: team })) log.error({ ...details, team }, words);
  }

  #keep(work: Promise<void> | undefined, onError: (error: unknown) => void): void {
    const kept = (work ?? Promise.resolve()).catch(onError);
    this.#inProgress.add(kept);
    void kept.finally(() => this.#inProgress.delete(kept));
  }
}

/** What Slack says of a token. `unknown`: it does not answer. */
type Verdict =
  | { readonly kind: 'works'; readonly scopes: readonly string[] | undefined }
  | { readonly kind: 'removed'; readonly code: string }
  | { readonly kind: 'refused'; readonly code: string; readonly access: TeamAccess }
  | { readonly kind: 'unknown' };

async function tryToken(access: TeamAccess): Promise<Verdict> {
  try {
    const answer = await access.client.auth.test();
    return { kind: 'works', scopes: answer.response_metadata?.scopes };
  } catch (error) {
    const code = codeOf(error);
    if (REMOVED.has(code)) return { kind: 'removed', code };
    return isTokenRefusal(error) ? { kind: 'refused', code, access } : { kind: 'unknown' };
  }
}

/** What may be at fault in a team: that its token can't be read, or that Slack refuses it. */
function keyOf(team: string): string {
  return `key of the Slack workspace ${team}`;
}

function tokenOf(team: string): string {
  return `token of the Slack workspace ${team}`;
}
