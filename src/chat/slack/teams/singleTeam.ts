import { webApi } from '@slack/bolt';
import { HOUR, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import { DeliveryError } from '../../../notifications/chatPort.ts';
import { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import { tokenRefused } from '../connect/finalErrors.ts';
import { fetchIdentity, type Identity } from '../connect/identity.ts';
import { keepTrying } from '../connect/keepTrying.ts';
import { retryAfterOf } from '../connect/slackErrors.ts';
import { describeMissingScopes } from '../manifest/missingScopes.ts';
import type { TeamAccess, Teams, TeamsStart } from './teams.ts';

/** Right after the start, a message waits so long for the connection. */
const START_GRACE = 1.5 * SECOND;

export interface SingleTeamOptions {
  readonly botToken: string;
  /** A new object for each client. */
  readonly clientOptions: () => webApi.WebClientOptions;
  readonly reachability: Reachability;
  readonly log: Log;
  /** Called with the team before anything is posted there. */
  readonly onTeam: (team: string) => Promise<void>;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** The one team of `SLACK_BOT_TOKEN`. Which one that is, Slack says after the start. */
export class SingleTeam implements Teams {
  readonly #options: SingleTeamOptions;
  readonly #client: webApi.WebClient;
  readonly #editClient: webApi.WebClient;
  readonly #grace = AbortSignal.timeout(START_GRACE);
  readonly #known = Promise.withResolvers<TeamAccess>();
  #access: TeamAccess | undefined;
  #found: readonly string[] = [];

  constructor(options: SingleTeamOptions) {
    this.#options = options;
    this.#client = new webApi.WebClient(options.botToken, options.clientOptions());
    this.#editClient = new webApi.WebClient(options.botToken, options.clientOptions());
  }

  get formSecret(): string {
    return this.#options.botToken;
  }

  async start(parts: TeamsStart, signal: AbortSignal): Promise<boolean> {
    const { log, reachability, onTeam } = this.#options;
    const identity = await this.#identify(signal);
    if (identity === undefined) return false;
    reachability.reached();
    const lacking = describeMissingScopes(identity);
    if (lacking !== undefined) log.warn(lacking);
    this.#found = [identity.teamId];
    parts.onWorkspace(identity.teamId);
    await onTeam(identity.teamId);
    this.#access = { identity, client: this.#client, editClient: this.#editClient };
    this.#known.resolve(this.#access);
    return true;
  }

  get facts(): Readonly<Record<string, unknown>> {
    const { teamId, botName } = this.#access?.identity ?? {};
    return { team: teamId, bot: botName };
  }

  async find(): Promise<readonly string[]> {
    await this.#whenKnown();
    return this.#found;
  }

  serves(team: string): boolean {
    return team === this.#access?.identity.teamId;
  }

  async access(team: string): Promise<TeamAccess> {
    const access = await this.#whenKnown();
    if (access === undefined)
      throw new DeliveryError('passing', 'not_connected', 'Slack is not connected yet');
    if (access.identity.teamId !== team)
      throw new DeliveryError('passing', 'other_workspace', `SLACK_BOT_TOKEN is not for ${team}`, {
        retryAfter: HOUR,
      });
    return access;
  }

  refusalFor(): undefined {
    return undefined;
  }

  known(team: string): Identity | undefined {
    return this.serves(team) ? this.#access?.identity : undefined;
  }

  /** Where Slack refuses the token everywhere, the program must end, and the channel must keep its subscriptions. */
  async checkToken(_team: string, _access: TeamAccess, cause: DeliveryError): Promise<void> {
    const final = await this.#findRefusal();
    if (final === undefined) return;
    this.#options.onFinal(final);
    throw new DeliveryError('passing', cause.code, 'Slack refuses SLACK_BOT_TOKEN', { cause });
  }

  /** What removes the app ends its token too. */
  async onRemoved(team: string): Promise<void> {
    const final = this.serves(team) ? await this.#findRefusal() : undefined;
    if (final !== undefined) this.#options.onFinal(final);
  }

  async stop(): Promise<void> {}

  #findRefusal(): Promise<FinalPlatformError | undefined> {
    return this.#client.auth.test().then(
      () => undefined,
      (error: unknown) => tokenRefused(error, 'SLACK_BOT_TOKEN'),
    );
  }

  /** @returns `undefined` where `stop` was called before Slack answered */
  #identify(signal: AbortSignal): Promise<Identity | undefined> {
    const { reachability } = this.#options;
    return keepTrying(() => fetchIdentity(this.#client), {
      signal,
      random: Math.random,
      onFailure: (error) => {
        const final = error instanceof FinalPlatformError ? error : tokenRefused(error, 'SLACK_BOT_TOKEN');
        if (final !== undefined) throw final;
        reachability.failed(error, { err: error }, 'Slack can’t be reached; trying again');
        return retryAfterOf(error);
      },
    });
  }

  /** Waits for the identity, but no longer than the grace. */
  #whenKnown(): Promise<TeamAccess | undefined> {
    if (this.#access !== undefined || this.#grace.aborted) return Promise.resolve(this.#access);
    const late = Promise.withResolvers<undefined>();
    this.#grace.addEventListener('abort', () => late.resolve(undefined), { once: true });
    return Promise.race([this.#known.promise, late.promise]);
  }
}
