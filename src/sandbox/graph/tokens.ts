import { DAY, SECOND } from '../../duration.ts';
import type { Account } from '../scenario.ts';
import type { ErrorSpec } from '../schema/error.ts';
import { type Answer, type Asked, answerData, refuse, refuseParameter } from './answer.ts';
import { findScopes } from './quotas.ts';
import type { World } from './world.ts';

/** A refreshed token is the account's own with a number: it outlives a restart of the sandbox. */
const REFRESHED = /~\d+$/;

/** How long Threads lets a token live where the scenario does not say. */
const TOKEN_LIFE = 60 * DAY;

/** A token must be so old before Threads takes it for refreshing. */
const YOUNGEST_REFRESHED = DAY;

/** Finds whose token it is: an account's own, or one that came of refreshing it. */
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
  /** When the person's permission ends, where it does: no refreshing puts that off. */
  readonly grantEndsAt: number | undefined;
}

/** The life of a token that is this account's. */
function readLife({ startedAt, tokensIssuedAt }: World, account: Account, token: string): TokenLife {
  const { token_age: age = 0, token_life: life = TOKEN_LIFE, grant_life: grant } = account;
  const connectedAt = startedAt - age;
  const issuedAt = token === account.token ? connectedAt : (tokensIssuedAt.get(token) ?? startedAt);
  const grantEndsAt = grant === undefined ? undefined : connectedAt + grant;
  return { issuedAt, expiresAt: issuedAt + life, grantEndsAt };
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
  if (account.token_life !== undefined && expiresAt <= now) return { code: 190, error_subcode: 463 };
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
  const fresh = `${account.token}~${world.nextNumber()}`;
  world.tokensIssuedAt.set(fresh, now);
  return answerData({
    access_token: fresh,
    token_type: 'bearer',
    expires_in: (account.token_life ?? TOKEN_LIFE) / SECOND,
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
