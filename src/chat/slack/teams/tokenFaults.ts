import { MINUTE } from '../../../duration.ts';
import type { Faults } from '../../../faults.ts';
import type { Log } from '../../../log.ts';
import type { WrongKeyError } from '../../../tokens/cipher.ts';
import type { TeamAccess } from './teams.ts';

/** How often a token with a fault is tried again. */
const RETRY_INTERVAL = MINUTE;

export interface TokenFaultsOptions {
  readonly faults: Faults;
  readonly log: Log;
  /** Where a team installs the app. */
  readonly installUrl: string;
  /** Tries the stored token of a team again, and reports what becomes of it here. Never rejects. */
  readonly retry: (team: string) => Promise<void>;
}

/**
 * What is wrong with the tokens of teams: that no key decrypts one, or that Slack refuses it. While a team has such a fault,
 * its token is tried again each minute: another replica may have mended it, and this one may have no other reason to call
 * the team.
 */
export class TokenFaults {
  readonly #options: TokenFaultsOptions;
  /** The teams whose token can't be decrypted. */
  readonly #undecrypted = new Set<string>();
  /** What Slack refused of each team: other clients have another token. */
  readonly #refused = new Map<string, TeamAccess>();
  readonly #retried = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(options: TokenFaultsOptions) {
    this.#options = options;
  }

  /** No key decrypts the token of a team. */
  reportUndecrypted(team: string, err: WrongKeyError): void {
    const words = `The token of the Slack workspace ${team} can’t be decrypted with TOKEN_KEY. Set the key that it was encrypted with (to change the key, write the new key, a comma, and the old key), or let the workspace install the app again at ${this.#options.installUrl}`;
    this.#undecrypted.add(team);
    this.#report(keyOf(team), team, words, { err });
  }

  /** Slack refuses the token of a team. @param code Slack's own @param access what it was tried with */
  reportRefused(team: string, code: string, access: TeamAccess): void {
    const words = `Slack refuses the token of the workspace ${team} (${code}). Let it install the app again at ${this.#options.installUrl}`;
    this.#refused.set(team, access);
    this.#report(tokenOf(team), team, words, { code });
  }

  /** The token of a team was decrypted, and is used by these clients from now on. */
  opened(team: string, access: TeamAccess): void {
    this.#endUndecrypted(team);
    if (this.#refused.get(team) !== access) this.#endRefused(team);
  }

  /** Slack takes the token of a team, or the team has none any more. */
  clear(team: string): void {
    this.#endUndecrypted(team);
    this.#endRefused(team);
  }

  /** Nothing is tried again from now on. */
  end(): void {
    this.#hasEnded = true;
    this.#schedule();
  }

  #endUndecrypted(team: string): void {
    this.#undecrypted.delete(team);
    this.#endFault(keyOf(team), team);
  }

  #endRefused(team: string): void {
    this.#refused.delete(team);
    this.#endFault(tokenOf(team), team);
  }

  #endFault(subject: string, team: string): void {
    const { faults, log } = this.#options;
    if (faults.clear(subject)) log.info({ team }, 'a fault of the token of a Slack workspace is over');
    this.#schedule();
  }

  #report(subject: string, team: string, words: string, details: object): void {
    const { faults, log, installUrl } = this.#options;
    const inChat = `Threadwatch can’t post in this workspace: it has to be installed again at ${installUrl}`;
    if (faults.report(subject, { words, inChat, workspace: team })) log.error({ ...details, team }, words);
    this.#schedule();
  }

  /** The timer runs only while there is a fault. */
  #schedule(): void {
    const isNeeded = !this.#hasEnded && this.#undecrypted.size + this.#refused.size > 0;
    if (isNeeded) this.#timer ??= setInterval(() => this.#retryAll(), RETRY_INTERVAL).unref();
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #retryAll(): void {
    for (const team of new Set([...this.#undecrypted, ...this.#refused.keys()])) {
      // Slack may take longer than the interval to answer.
      if (this.#retried.has(team)) continue;
      this.#retried.add(team);
      void this.#options.retry(team).finally(() => this.#retried.delete(team));
    }
  }
}

function keyOf(team: string): string {
  return `key of the Slack workspace ${team}`;
}

function tokenOf(team: string): string {
  return `token of the Slack workspace ${team}`;
}
