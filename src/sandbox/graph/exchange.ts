import { HOUR, SECOND } from '../../duration.ts';
import { type Answer, type AuthorizedCall, answerBadRequest, answerData } from './answer.ts';
import { type Reply, writeJson } from './reply.ts';
import { issueToken, lifetimeOf } from './tokens.ts';
import type { World } from './world.ts';

/** How long a code is valid; ms. */
const CODE_LIFETIME = HOUR;

/**
 * `POST /oauth/access_token`: exchanges a code, which works once, for a token of one hour. As in Threads, the user id is
 * a JSON number above 2^53.
 */
export function answerCode(world: World, params: ReadonlyMap<string, string>, now: number): Reply {
  const code = params.get('code') ?? '';
  const grant = world.codes.get(code);
  if (params.get('grant_type') !== 'authorization_code') return replyOAuthError('Invalid grant_type');
  if ((params.get('client_secret') ?? '') === '') return replyOAuthError('Error validating client secret.');
  // Any attempt uses up the code.
  world.codes.delete(code);
  if (grant === undefined || grant.issuedAt + CODE_LIFETIME <= now)
    return replyOAuthError('This authorization code has been used or has expired');
  if (grant.clientId !== params.get('client_id') || grant.redirectUri !== params.get('redirect_uri'))
    return replyOAuthError(
      'Error validating verification code: it was given for another app or redirect_uri',
    );
  const token = issueToken(world, grant.account, now);
  world.shortLived.add(token);
  const body = `{"access_token":${JSON.stringify(token)},"user_id":${BigInt(grant.account.id)}}`;
  return { ...writeJson(200, {}), body };
}

/** The OAuth endpoint has an error format of its own. */
function replyOAuthError(message: string): Reply {
  return writeJson(400, { error_type: 'OAuthException', error_code: 100, error_message: message });
}

/** `GET /access_token`: exchanges a token of one hour for a long-lived one. */
export function answerExchange({ world, account, token, now, params }: AuthorizedCall): Answer {
  if (params.get('grant_type') !== 'th_exchange_token')
    return answerBadRequest('Param grant_type must be one of {TH_EXCHANGE_TOKEN}');
  if ((params.get('client_secret') ?? '') === '') return answerBadRequest('Param client_secret is required.');
  if (!world.shortLived.has(token)) return answerBadRequest('The access token is not a short-lived one.');
  return answerData({
    access_token: issueToken(world, account, now),
    token_type: 'bearer',
    expires_in: lifetimeOf(account) / SECOND,
  });
}
