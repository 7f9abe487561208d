import type { Account } from '../scenario.ts';
import { type Answer, type Asked, answerData, refuseParameter } from './answer.ts';

/** A refreshed token is the account's own with a number: it outlives a restart of the sandbox. */
const REFRESHED = /~\d+$/;

/** Sixty days, in seconds. */
const TOKEN_LIFE = 5_184_000;

/** Finds whose token it is: an account's own, or one that came of refreshing it. */
export function findAccount(accounts: readonly Account[], token: string | undefined): Account | undefined {
  if (token === undefined) return undefined;
  const own = token.replace(REFRESHED, '');
  return (
    accounts.find((account) => account.token === token) ?? accounts.find((account) => account.token === own)
  );
}

/** `GET /refresh_access_token`: a new token; the old one goes on working, so that no test loses its account. */
export function answerRefresh(asked: Asked): Answer {
  if (asked.params.get('grant_type') !== 'th_refresh_token') {
    return refuseParameter('Param grant_type must be one of {TH_REFRESH_TOKEN}');
  }
  return answerData({
    access_token: `${asked.account.token}~${asked.world.nextNumber()}`,
    token_type: 'bearer',
    expires_in: TOKEN_LIFE,
  });
}
