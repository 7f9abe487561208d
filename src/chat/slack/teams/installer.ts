import type { IncomingMessage, ServerResponse } from 'node:http';
import { webApi } from '@slack/bolt';
import {
  AuthorizationError,
  type CallbackOptions,
  type Installation,
  type InstallProvider,
  InvalidStateError,
  MissingCodeError,
  MissingStateError,
  type OrgInstallation,
} from '@slack/oauth';
import type { Log } from '../../../log.ts';
import { fetchIdentity } from '../connect/identity.ts';
import { INSTALL_PATH, installUrlOf, REDIRECT_PATH } from '../connect/installPaths.ts';
import { codeOf } from '../connect/slackErrors.ts';
import type { SeveralTeams } from '../connect/slackSettings.ts';
import { BOT_SCOPES } from '../manifest/missingScopes.ts';
import { type BoltInstallations, NotStoredError } from './boltInstallations.ts';
import { type InstallOutcome, installPage, outcomePage } from './installPages.ts';

/** So many browsers are answered at once: each makes us call Slack, and nobody needs a token to ask. */
const MOST_EXCHANGES = 8;

/** Slack's codes for settings of ours that it does not accept, each with the variable at fault. */
const MISCONFIGURED: Readonly<Record<string, string>> = {
  invalid_client_id: 'SLACK_CLIENT_ID',
  bad_client_secret: 'SLACK_CLIENT_SECRET',
  bad_redirect_uri: 'PUBLIC_URL',
};

const USED: ReadonlySet<string> = new Set(['invalid_code', 'code_already_used', 'code_expired']);

export interface InstallerOptions {
  readonly settings: SeveralTeams;
  readonly provider: InstallProvider;
  readonly installations: BoltInstallations;
  readonly clientOptions: () => webApi.WebClientOptions;
  readonly log: Log;
  /** Each token that Slack gives us is hidden in everything that is logged. */
  readonly hide: (secret: string) => void;
  readonly now: () => number;
  /** The name after the slash; `undefined` while the program starts. */
  readonly commandName: () => string | undefined;
  readonly onInstalled: (team: string) => void;
}

/** Serves the pages by which a team installs the app. Bolt checks the state, and exchanges the code for a token. */
export class Installer {
  readonly #options: InstallerOptions;
  readonly #installUrl: string;
  #exchanges = 0;

  constructor(options: InstallerOptions) {
    this.#options = options;
    this.#installUrl = installUrlOf(options.settings);
  }

  /** @returns whether the request is for one of the pages; then it is answered */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== INSTALL_PATH && path !== REDIRECT_PATH) return false;
    request.resume();
    if (request.method !== 'GET') response.writeHead(405, { allow: 'GET' }).end();
    else
      void this.#serve(path, request, response).catch((err) => {
        this.#options.log.error({ err }, 'a page for installing the Slack app failed');
        this.#end(response, { kind: 'busy' });
      });
    return true;
  }

  async #serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isBusy = this.#exchanges >= MOST_EXCHANGES || this.#options.commandName() === undefined;
    if (isBusy) return this.#end(response, { kind: 'busy' });
    if (path === INSTALL_PATH) return this.#showButton(request, response);
    this.#exchanges += 1;
    try {
      await this.#options.provider.handleCallback(request, response, this.#callbacks(response));
    } finally {
      this.#exchanges -= 1;
    }
  }

  async #showButton(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Bolt writes the body and its type.
    for (const [name, value] of Object.entries(installPage('').headers)) response.setHeader(name, value);
    await this.#options.provider.handleInstallPath(request, response);
  }

  #callbacks(response: ServerResponse): CallbackOptions {
    return {
      afterInstallation: async (installation) => {
        const refusal = await this.#refuse(installation);
        if (refusal !== undefined) this.#end(response, refusal);
        return refusal === undefined;
      },
      successAsync: async (installation) => this.#succeed(installation, response),
      failureAsync: async (error) => this.#end(response, this.#explain(error)),
    };
  }

  /** Decides before anything is stored. @returns `undefined` where it may be */
  async #refuse(installation: Installation | OrgInstallation): Promise<InstallOutcome | undefined> {
    const { settings, installations, clientOptions, log, now } = this.#options;
    this.#hideTokens(installation);
    const { team, bot } = installation;
    if (installation.isEnterpriseInstall === true || team === undefined) {
      log.warn(
        { organisation: installation.enterprise?.id },
        'an organisation was refused: the Slack app is installed in single workspaces',
      );
      return { kind: 'organisation' };
    }
    if (!settings.teamIds.includes(team.id)) {
      log.warn(
        { team: team.id },
        'a Slack workspace was refused, and nothing was stored: it is not in SLACK_TEAM_IDS',
      );
      return { kind: 'not-served', team: team.id, teamName: team.name };
    }
    const missing = BOT_SCOPES.filter((scope) => bot?.scopes.includes(scope) !== true);
    if (bot === undefined || missing.length > 0) return { kind: 'lacks-scopes', missing };
    const identity = await fetchIdentity(new webApi.WebClient(bot.token, clientOptions()));
    if (identity.teamId !== team.id)
      return { kind: 'not-served', team: identity.teamId, teamName: identity.teamName };
    installations.approve(installation, identity, now());
    return undefined;
  }

  #hideTokens({ bot, user }: Installation | OrgInstallation): void {
    for (const secret of [bot?.token, bot?.refreshToken, user.token, user.refreshToken])
      if (secret !== undefined) this.#options.hide(secret);
  }

  async #succeed(installation: Installation | OrgInstallation, response: ServerResponse): Promise<void> {
    const { installations, log, commandName, onInstalled } = this.#options;
    const team = installation.team?.id ?? '';
    const record = await installations.read(team);
    if (record?.kind !== 'installed') throw new Error('the installation was not stored');
    log.info(
      { team, teamName: record.teamName, by: record.by },
      'the app was installed in a Slack workspace',
    );
    onInstalled(team);
    const { teamName, botName } = record;
    this.#end(response, { kind: 'installed', team, teamName, botName, commandName: commandName() ?? '' });
  }

  #explain(error: Error): InstallOutcome {
    const { log } = this.#options;
    if (error instanceof AuthorizationError) return { kind: 'denied' };
    if (
      error instanceof InvalidStateError ||
      error instanceof MissingStateError ||
      error instanceof MissingCodeError
    ) {
      log.info({ reason: error.message }, 'a browser came back from Slack that was not sent there by us');
      return { kind: 'not-ours' };
    }
    const code = codeOf(error);
    if (USED.has(code)) return { kind: 'used' };
    const variable = MISCONFIGURED[code];
    if (variable !== undefined) {
      log.error(
        { code },
        `${variable}: Slack does not accept it, so no workspace can install the app; npm run doctor says what to do`,
      );
      return { kind: 'misconfigured' };
    }
    if (error instanceof NotStoredError) {
      log.error({ err: error }, 'an installation of the Slack app could not be stored');
      return { kind: 'store-failed' };
    }
    log.warn({ err: error }, 'Slack did not give us a token for a workspace');
    return { kind: 'unreachable' };
  }

  #end(response: ServerResponse, outcome: InstallOutcome): void {
    if (response.headersSent) return void response.end();
    const { http, headers, body } = outcomePage(outcome, this.#installUrl);
    response.writeHead(http, headers).end(body);
  }
}
