import { createHmac } from 'node:crypto';
import { addAbortListener } from 'node:events';
import { HOUR, MINUTE } from '../../../duration.ts';
import type { Faults } from '../../../faults.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { text } from '../../../messages/text.ts';
import { DeliveryError } from '../../../notifications/chatPort.ts';
import { WrongKeyError } from '../../../tokens/cipher.ts';
import type { Identity } from '../connect/identity.ts';
import { installUrlOf } from '../connect/installPaths.ts';
import type { SeveralTeams } from '../connect/slackSettings.ts';
import { BOT_SCOPES } from '../manifest/missingScopes.ts';
import type { BoltInstallations } from './boltInstallations.ts';
import type { InstallationRecord, Installed } from './installation.ts';
import type { OpenedTeam, TeamClients } from './teamClients.ts';
import { isNotThere, removed, tokenChanged } from './teamErrors.ts';
import type { TeamAccess, Teams, TeamsStart } from './teams.ts';
import { TokenFaults } from './tokenFaults.ts';
import { tryToken, type Verdict } from './tryToken.ts';

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
  readonly #tokenFaults: TokenFaults;
  #parts: TeamsStart | undefined;

  constructor(options: InstalledTeamsOptions) {
    this.#options = options;
    this.#served = new Set(options.settings.teamIds);
    this.#installUrl = installUrlOf(options.settings);
    this.#tokenFaults = new TokenFaults({
      ...options,
      installUrl: this.#installUrl,
      retry: (team) => this.#checkLater(team, () => this.#judge(team)),
    });
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
    addAbortListener(signal, () => this.#tokenFaults.end());
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

  async access(team: string): Promise<OpenedTeam> {
    if (!this.serves(team))
      throw new DeliveryError('passing', 'other_workspace', `${team} is not in SLACK_TEAM_IDS`, {
        retryAfter: HOUR,
      });
    const access = await this.#options.clients.access(team).catch((error: unknown) => {
      // What is not there has no fault.
      if (isNotThere(error)) this.#tokenFaults.clear(team);
      throw error;
    });
    this.#tokenFaults.opened(team, access);
    return access;
  }

  known(team: string): Identity | undefined {
    return this.serves(team) ? this.#options.clients.known(team) : undefined;
  }

  /** A new token may have been stored meanwhile, so it is read anew first. */
  async checkToken(team: string, access: TeamAccess, cause: DeliveryError): Promise<void> {
    this.#options.clients.forget(team);
    const stored = await this.access(team);
    if (stored !== access) throw tokenChanged(cause);
    const verdict = await this.#try(team, stored);
    if (verdict.kind === 'works') return;
    if (verdict.kind === 'removed') {
      if (await this.#remove(team, verdict.access.installedAt, verdict.code)) return;
      throw tokenChanged(cause);
    }
    if (verdict.kind === 'refused') this.#tokenFaults.reportRefused(team, verdict.code, verdict.access);
    throw new DeliveryError('passing', cause.code, `Slack refuses the token of ${team}`, {
      cause,
      retryAfter: MINUTE,
    });
  }

  /**
   * Slack may say so late, when the team has installed the app again on any replica: then the stored token works, though not
   * the one in memory.
   */
  async onRemoved(team: string, at: number): Promise<void> {
    const { installations, clients } = this.#options;
    clients.forget(team);
    const record = this.serves(team) ? await installations.read(team) : undefined;
    if (record?.kind !== 'installed') return;
    const { kind } = await this.#tryStored(team);
    if (kind === 'works' || (kind !== 'removed' && at < record.installedAt)) this.#passOver(team);
    else await this.#remove(team, record.installedAt, 'Slack said so');
  }

  /** A new installation is used at once. */
  onInstalled(team: string): void {
    const { clients, log } = this.#options;
    clients.forget(team);
    void this.#keep(
      this.access(team).then(() => this.#parts?.onConnected()),
      (err) => log.warn({ err, team }, 'what waits for a Slack workspace could not be sent yet'),
    );
  }

  onWrongKey(team: string, err: WrongKeyError): void {
    this.#tokenFaults.reportUndecrypted(team, err);
  }

  refusalFor(team: string): Promise<Card | undefined> | undefined {
    if (!this.serves(team) || this.known(team) !== undefined) return undefined;
    return this.access(team).then(
      () => undefined,
      (error: unknown) =>
        isNotThere(error)
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
    const { installations, clients, log } = this.#options;
    try {
      const record = await installations.read(team);
      if (record?.kind === 'removed') this.#leave(team);
      if (record?.kind !== 'installed') return record?.kind;
      clients.learn(record);
      await installations.reseal(record);
      void this.#checkLater(team, () => this.#verify(record));
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
    const verdict = await this.#judge(team);
    if (verdict.kind === 'removed' || verdict.kind === 'refused') return;
    const granted = verdict.kind === 'works' ? (verdict.scopes ?? scopes) : scopes;
    const missing = BOT_SCOPES.filter((scope) => !granted.includes(scope));
    if (missing.length > 0)
      this.#options.log.warn(
        { team, missing },
        `the app lacks a scope in a Slack workspace: install it again there at ${this.#installUrl}`,
      );
  }

  /** Tries the stored token of a team, and acts on what Slack says. */
  async #judge(team: string): Promise<Verdict> {
    const verdict = await this.#tryStored(team);
    if (verdict.kind === 'removed') await this.#remove(team, verdict.access.installedAt, verdict.code);
    if (verdict.kind === 'refused') this.#tokenFaults.reportRefused(team, verdict.code, verdict.access);
    return verdict;
  }

  async #tryStored(team: string): Promise<Verdict> {
    try {
      const access = await this.access(team);
      const verdict = await this.#try(team, access);
      if (verdict.kind === 'works' || verdict.kind === 'unknown') return verdict;
      // Another replica may just have stored another token.
      this.#options.clients.forget(team);
      const stored = await this.access(team);
      return stored === access ? verdict : await this.#try(team, stored);
    } catch (error) {
      if (error instanceof DeliveryError) return { kind: 'unknown' };
      throw error;
    }
  }

  async #try(team: string, access: OpenedTeam): Promise<Verdict> {
    const verdict = await tryToken(access);
    if (verdict.kind === 'works') this.#tokenFaults.clear(team);
    return verdict;
  }

  /**
   * The token is deleted first: what comes after a crash finds that the team has removed the app.
   *
   * @param installedAt which installation was found to be removed
   * @returns `false` where the team has installed the app again since: then nothing is done
   */
  async #remove(team: string, installedAt: number, code: string): Promise<boolean> {
    const { installations, clients, log, now } = this.#options;
    const isRemoved = await installations.remove(team, installedAt, now());
    clients.forget(team);
    if (!isRemoved) {
      this.#passOver(team);
      return false;
    }
    this.#tokenFaults.clear(team);
    log.warn(
      { team, code },
      `a Slack workspace removed the app; its token is deleted, and its subscriptions end. It can install the app again at ${this.#installUrl}`,
    );
    this.#leave(team);
    return true;
  }

  #passOver(team: string): void {
    this.#options.log.info(
      { team },
      'Slack says that a workspace removed the app; it has installed it again since',
    );
  }

  #leave(team: string): void {
    const left = this.#parts?.onRemoved({ platform: 'slack', workspace: team }, removed(this.#installUrl));
    void this.#keep(left, (err) =>
      this.#options.log.error({ err, team }, 'the subscriptions of a Slack workspace could not be ended yet'),
    );
  }

  /** Never rejects. */
  #checkLater(team: string, check: () => Promise<unknown>): Promise<void> {
    return this.#keep(check(), (err) =>
      this.#options.log.debug({ err, team }, 'a Slack token could not be checked'),
    );
  }

  /** Never rejects. */
  #keep(work: Promise<unknown> | undefined, onError: (error: unknown) => void): Promise<void> {
    const kept = Promise.resolve(work).then(() => undefined, onError);
    this.#inProgress.add(kept);
    return kept.finally(() => this.#inProgress.delete(kept));
  }
}
