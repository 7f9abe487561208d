import { DAY, HOUR, SECOND } from '../../duration.ts';
import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import { type Answer, type AuthorizedCall, answerBadRequest, answerData, answerError } from './answer.ts';
import { findScopes } from './quotas.ts';
import type { World } from './world.ts';

/** An issued token is the account's token and a number, so it stays valid when the sandbox restarts. */
const REFRESHED = /~\d+$/;

/** The lifetime of a token if the scenario does not set one; ms. */
const TOKEN_LIFETIME = 60 * DAY;

/** The lifetime of a token that was exchanged for a code; ms. */
const SHORT_LIFETIME = HOUR;

/** Threads refuses to refresh a token that is younger than this; ms. */
const MIN_REFRESH_AGE = DAY;

/** Finds the account of a token: its configured token, or one issued by refreshing or connecting it. */
export function findAccount(accounts: readonly Account[], token: string | undefined): Account | undefined {
  if (token === undefined) return undefined;
  const own = token.replace(REFRESHED, '');
  return (
    accounts.find((account) => account.token === token) ?? accounts.find((account) => account.token === own)
  );
}

/** Times are ms since the epoch. */
interface TokenTimes {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the person's permission ends, if it does. Agreeing again extends it; refreshing does not. */
  readonly grantEndsAt: number | undefined;
}

/** Reads the times of an account's token. */
function readTokenTimes(world: World, account: Account, token: string): TokenTimes {
  const { startedAt, tokensIssuedAt, consentedAt, shortLived } = world;
  const { token_age: age = 0, grant_life: grant } = account;
  const connectedAt = startedAt - age;
  const issuedAt = token === account.token ? connectedAt : (tokensIssuedAt.get(token) ?? startedAt);
  const agreedAt = consentedAt.get(account.id) ?? connectedAt;
  const grantEndsAt = grant === undefined ? undefined : agreedAt + grant;
  const life = shortLived.has(token) ? SHORT_LIFETIME : lifetimeOf(account);
  return { issuedAt, expiresAt: issuedAt + life, grantEndsAt };
}

/** The lifetime of the account's long-lived tokens; ms. */
export function lifetimeOf({ token_life: life = TOKEN_LIFETIME }: Account): number {
  return life;
}

/** Issues a new token of the account. */
export function issueToken(world: World, account: Account, now: number): string {
  const token = `${account.token}~${world.nextNumber()}`;
  world.tokensIssuedAt.set(token, now);
  return token;
}

/**
 * Finds the error with which an expired token is refused. Without `token_life` in the scenario, long-lived tokens never
 * expire.
 */
export function findTokenError(
  world: World,
  account: Account,
  token: string,
  now: number,
): ErrorSpec | undefined {
  const { expiresAt, grantEndsAt = Number.POSITIVE_INFINITY } = readTokenTimes(world, account, token);
  const expires = account.token_life !== undefined || world.shortLived.has(token);
  if (expires && expiresAt <= now) return { code: 190, error_subcode: 463 };
  if (grantEndsAt <= now)
    return { code: 190, message: 'Error validating access token: data access has expired.' };
  return undefined;
}

/** `GET /refresh_access_token`: a new token. The old one works until it expires. */
export function answerRefresh(call: AuthorizedCall): Answer {
  const { world, account, token, now } = call;
  if (call.params.get('grant_type') !== 'th_refresh_token') {
    return answerBadRequest('Param grant_type must be one of {TH_REFRESH_TOKEN}');
  }
  const { issuedAt } = readTokenTimes(world, account, token);
  if (account.token_life !== undefined && now - issuedAt < MIN_REFRESH_AGE)
    return answerError({ code: 100, message: '(#100) The access token is less than 24 hours old.' });
  return answerData({
    access_token: issueToken(world, account, now),
    token_type: 'bearer',
    expires_in: lifetimeOf(account) / SECOND,
  });
}

/** `GET /debug_token`: the facts about a token of the same account. */
export function answerDebug(call: AuthorizedCall): Answer {
  const { world, account, now } = call;
  const token = call.params.get('input_token');
  if (token === undefined) return answerBadRequest('Param input_token is required.');
  if (findAccount(world.scenario.accounts, token)?.id !== account.id)
    return answerData({ data: { is_valid: false, scopes: [] } });
  const { issuedAt, expiresAt, grantEndsAt } = readTokenTimes(world, account, token);
  return answerData({
    data: {
      type: 'USER',
      application: 'Sandbox',
      is_valid: findTokenError(world, account, token, now) === undefined,
      issued_at: toSeconds(issuedAt),
      expires_at: toSeconds(expiresAt),
      data_access_expires_at: grantEndsAt === undefined ? 0 : toSeconds(grantEndsAt),
      scopes: findScopes(world.scenario.quotas),
      user_id: account.id,
    },
  });
}

function toSeconds(ms: number): number {
  return Math.floor(ms / SECOND);
}
