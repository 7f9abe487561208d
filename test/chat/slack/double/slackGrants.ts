import { createHash, randomBytes } from 'node:crypto';

export const CLIENT_ID = '1234567890.9876543210';
export const CLIENT_SECRET = 'a-client-secret-of-the-double';

/** How long a token lives that is rotated, seconds. */
const LIFETIME = 12 * 60 * 60;

/** What a person agrees to on Slack's page. */
export interface Consent {
  readonly team: string;
  readonly user?: string;
  readonly scopes?: readonly string[];
  /** The app is installed for a whole organisation. */
  readonly isForOrganisation?: boolean;
}

interface Granted {
  readonly team: string;
  readonly scopes: readonly string[];
  /** ms since the epoch. */
  readonly endsAt: number;
}

/** The tokens that Slack has given to an app that teams install. */
export class SlackGrants {
  /** Whether tokens end after 12 hours. */
  rotates = false;
  /** The token of each exchange and each refresh, in turn. */
  readonly issued: string[] = [];
  readonly #now: () => number;
  readonly #codes = new Map<string, Consent>();
  readonly #tokens = new Map<string, Granted>();
  readonly #refreshTokens = new Map<string, Granted>();
  /** The tokens of teams that removed the app. */
  readonly #revoked = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A person agrees. @returns the code that their browser brings back */
  agree(consent: Consent): string {
    const code = `code-${randomBytes(8).toString('hex')}`;
    this.#codes.set(code, consent);
    return code;
  }

  /** A team removes the app: all its tokens end. */
  remove(team: string): void {
    for (const tokens of [this.#tokens, this.#refreshTokens])
      for (const [token, granted] of tokens) if (granted.team === team) this.#revoked.add(token);
  }

  /** @returns whose token it is, or Slack's code for why it refuses it */
  find(token: string): Granted | string {
    const granted = this.#tokens.get(token);
    if (granted === undefined) return 'invalid_auth';
    if (this.#revoked.has(token)) return 'account_inactive';
    return granted.endsAt <= this.#now() ? 'token_expired' : granted;
  }

  /** The call `oauth.v2.access`. */
  access(args: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
    const { client_id, client_secret, grant_type, code = '', refresh_token = '' } = args;
    if (client_id !== CLIENT_ID) return { ok: false, error: 'invalid_client_id' };
    if (client_secret !== CLIENT_SECRET) return { ok: false, error: 'bad_client_secret' };
    return grant_type === 'refresh_token' ? this.#refresh(refresh_token) : this.#exchange(code);
  }

  #exchange(code: string): Readonly<Record<string, unknown>> {
    const consent = this.#codes.get(code);
    this.#codes.delete(code);
    if (consent === undefined) return { ok: false, error: 'invalid_code' };
    const { team, user = 'U0ANNA', scopes = ['commands', 'chat:write'], isForOrganisation = false } = consent;
    return {
      ...this.#issue(team, scopes),
      bot_user_id: botOf(team),
      app_id: 'A0DOUBLE',
      team: isForOrganisation ? null : { id: team, name: nameOfTeam(team) },
      enterprise: isForOrganisation ? { id: 'E0DOUBLE', name: 'An organisation' } : null,
      is_enterprise_install: isForOrganisation,
      authed_user: { id: user },
    };
  }

  /** Each refresh token works once. */
  #refresh(refreshToken: string): Readonly<Record<string, unknown>> {
    const granted = this.#refreshTokens.get(refreshToken);
    this.#refreshTokens.delete(refreshToken);
    if (granted === undefined || this.#revoked.has(refreshToken))
      return { ok: false, error: 'invalid_refresh_token' };
    return this.#issue(granted.team, granted.scopes);
  }

  #issue(team: string, scopes: readonly string[]): Readonly<Record<string, unknown>> {
    const token = `${this.rotates ? 'xoxe.' : ''}xoxb-${team}-${randomBytes(12).toString('hex')}`;
    const endsAt = this.rotates ? this.#now() + LIFETIME * 1000 : Number.POSITIVE_INFINITY;
    const granted = { team, scopes, endsAt };
    this.#tokens.set(token, granted);
    this.issued.push(token);
    const answer = { ok: true, access_token: token, token_type: 'bot', scope: scopes.join(',') };
    if (!this.rotates) return answer;
    const refreshToken = `xoxe-1-${createHash('sha256').update(token).digest('hex')}`;
    this.#refreshTokens.set(refreshToken, granted);
    return { ...answer, refresh_token: refreshToken, expires_in: LIFETIME };
  }
}

export function nameOfTeam(team: string): string {
  return `The team ${team}`;
}

/** The bot's user in a team. */
export function botOf(team: string): string {
  return `U0BOT${team}`;
}

export function urlOfTeam(team: string): string {
  return `https://${team.toLowerCase()}.slack.com/`;
}
