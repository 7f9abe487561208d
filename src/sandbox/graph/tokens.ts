import { DAY, HOUR, SECOND } from '../../duration.ts';
import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import { type Answer, type Asked, answerData, refuse, refuseParameter } from './answer.ts';
import { findScopes } from './quotas.ts';
import type { World } from './world.ts';

/** A token that was refreshed or connected is the account's own with a number: it outlives a restart of the sandbox. */
const REFRESHED = /~\d+$/;

/** How long Threads lets a token live where the scenario does not say. */
const TOKEN_LIFE = 60 * DAY;

/** How long a token lives that has just been had for a code. */
const SHORT_LIFE = HOUR;

/** A token must be so old before Threads takes it for refreshing. */
const YOUNGEST_REFRESHED = DAY;

/** Finds whose token it is: an account's own, or one that came of refreshing or connecting it. */
export function findAccount(accounts: readonly Account[], token: string | undefined): Account | undefined {
  if (token === undefined) return undefined;
  const own = token.replace(REFRESHED, '');
  return (
    accounts.find((account) => account.token === token) ?? accounts.find((account) => account.token === own)
  );
}

/** Times in ms since the epoch. */
interface TokenLife {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the person's permission ends, where it does: agreeing anew puts that off, refreshing does not. */
  readonly grantEndsAt: number | undefined;
}

/** The life of a token that is this account's. */
function readLife(world: World, account: Account, token: string): TokenLife {
  const { startedAt, tokensIssuedAt, consentedAt, shortLived } = world;
  const { token_age: age = 0, grant_life: grant } = account;
  const connectedAt = startedAt - age;
  const issuedAt = token === account.token ? connectedAt : (tokensIssuedAt.get(token) ?? startedAt);
  const agreedAt = consentedAt.get(account.id) ?? connectedAt;
  const grantEndsAt = grant === undefined ? undefined : agreedAt + grant;
  const life = shortLived.has(token) ? SHORT_LIFE : lifeOf(account);
  return { issuedAt, expiresAt: issuedAt + life, grantEndsAt };
}

/** How long each long-lived token of the account lives, ms. */
export function lifeOf({ token_life: life = TOKEN_LIFE }: Account): number {
  return life;
}

/** A fresh token of the account. */
export function issueToken(world: World, account: Account, now: number): string {
  const token = `${account.token}~${world.nextNumber()}`;
  world.tokensIssuedAt.set(token, now);
  return token;
}

/**
 * Why a token is refused by now, if it is. One whose life the scenario leaves open works for ever, so that no test
 * loses its account.
 */
export function refuseEnded(
  world: World,
  account: Account,
  token: string,
  now: number,
): ErrorSpec | undefined {
  const { expiresAt, grantEndsAt = Number.POSITIVE_INFINITY } = readLife(world, account, token);
  const hasEnd = account.token_life !== undefined || world.shortLived.has(token);
  if (hasEnd && expiresAt <= now) return { code: 190, error_subcode: 463 };
  if (grantEndsAt <= now)
    return { code: 190, message: 'Error validating access token: data access has expired.' };
  return undefined;
}

/** `GET /refresh_access_token`: a new token; the old one goes on working until its own end. */
export function answerRefresh(asked: Asked): Answer {
  const { world, account, token, now } = asked;
  if (asked.params.get('grant_type') !== 'th_refresh_token') {
    return refuseParameter('Param grant_type must be one of {TH_REFRESH_TOKEN}');
  }
  const { issuedAt } = readLife(world, account, token);
  if (account.token_life !== undefined && now - issuedAt < YOUNGEST_REFRESHED)
    return refuse({ code: 100, message: '(#100) The access token is less than 24 hours old.' });
  return answerData({
    access_token: issueToken(world, account, now),
    token_type: 'bearer',
    expires_in: lifeOf(account) / SECOND,
  });
}

/** `GET /debug_token`: what is known of a token of the account's own. */
export function answerDebug(asked: Asked): Answer {
  const { world, account, now } = asked;
  const token = asked.params.get('input_token');
  if (token === undefined) return refuseParameter('Param input_token is required.');
  if (findAccount(world.scenario.accounts, token)?.id !== account.id)
    return answerData({ data: { is_valid: false, scopes: [] } });
  const { issuedAt, expiresAt, grantEndsAt } = readLife(world, account, token);
  return answerData({
    data: {
      type: 'USER',
      application: 'Sandbox',
      is_valid: refuseEnded(world, account, token, now) === undefined,
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
