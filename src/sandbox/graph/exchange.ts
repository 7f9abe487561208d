import { HOUR, SECOND } from '../../duration.ts';
import { type Answer, type Asked, answerData, refuseParameter } from './answer.ts';
import { issueToken, lifeOf } from './tokens.ts';
import type { World } from './world.ts';
import { type Reply, writeJson } from './writeReply.ts';

/** How long a code is good for. */
const CODE_LIFE = HOUR;

/**
 * `POST /oauth/access_token`: a token for an hour in place of a code, which is good for once. The user id is a number
 * too large for most programs, as Threads writes it.
 */
export function answerCode(world: World, params: ReadonlyMap<string, string>, now: number): Reply {
  const code = params.get('code') ?? '';
  const given = world.codes.get(code);
  if (params.get('grant_type') !== 'authorization_code') return refuseExchange('Invalid grant_type');
  if ((params.get('client_secret') ?? '') === '') return refuseExchange('Error validating client secret.');
  // A try uses a code up, whatever comes of it.
  world.codes.delete(code);
  if (given === undefined || given.givenAt + CODE_LIFE <= now)
    return refuseExchange('This authorization code has been used or has expired');
  if (given.clientId !== params.get('client_id') || given.redirectUri !== params.get('redirect_uri'))
    return refuseExchange('Error validating verification code: it was given for another app or redirect_uri');
  const token = issueToken(world, given.account, now);
  world.shortLived.add(token);
  const body = `{"access_token":${JSON.stringify(token)},"user_id":${BigInt(given.account.id)}}`;
  return { ...writeJson(200, {}), body };
}

/** The OAuth window has an error form of its own. */
function refuseExchange(message: string): Reply {
  return writeJson(400, { error_type: 'OAuthException', error_code: 100, error_message: message });
}

/** `GET /access_token`: a long-lived token in place of one for an hour. */
export function answerExchange({ world, account, token, now, params }: Asked): Answer {
  if (params.get('grant_type') !== 'th_exchange_token')
    return refuseParameter('Param grant_type must be one of {TH_EXCHANGE_TOKEN}');
  if ((params.get('client_secret') ?? '') === '') return refuseParameter('Param client_secret is required.');
  if (!world.shortLived.has(token)) return refuseParameter('The access token is not a short-lived one.');
  return answerData({
    access_token: issueToken(world, account, now),
    token_type: 'bearer',
    expires_in: lifeOf(account) / SECOND,
  });
}
