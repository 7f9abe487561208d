import { SECOND } from '../duration.ts';
import type { CodeExchange, TokenFacts, TokenGrant } from './api.ts';
import { isRecord, readInteger, readText } from './json.ts';
import type { Endpoint } from './readAnswer.ts';

/**
 * Asks for a new token in place of the one that authorizes the call.
 *
 * @see https://developers.facebook.com/docs/threads/get-started/long-lived-tokens
 */
export const REFRESH_ENDPOINT: Endpoint<TokenGrant> = {
  subject: 'token',
  path: '/refresh_access_token?grant_type=th_refresh_token',
  isUnversioned: true,
  read: readGrant,
};

/** Asks what Threads knows of the token that authorizes the call. */
export const DEBUG_ENDPOINT: Endpoint<TokenFacts> = {
  subject: 'token',
  path: '/debug_token',
  tokenParameter: 'input_token',
  read: readFacts,
};

/**
 * Asks for a token that lives for an hour in place of a code, which takes the place of the token in this call.
 *
 * @see https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
 */
export function codeEndpoint({ appId, appSecret, redirectUri }: CodeExchange): Endpoint<string> {
  return {
    subject: 'token',
    path: '/oauth/access_token',
    isUnversioned: true,
    form: { client_id: appId, grant_type: 'authorization_code', redirect_uri: redirectUri },
    secrets: { client_secret: appSecret },
    tokenParameter: 'code',
    read: readToken,
  };
}

/**
 * Asks for a long-lived token in place of the one that authorizes the call, which lives for an hour.
 *
 * @see https://developers.facebook.com/docs/threads/get-started/long-lived-tokens
 */
export function exchangeEndpoint(appSecret: string): Endpoint<TokenGrant> {
  return {
    subject: 'token',
    path: '/access_token?grant_type=th_exchange_token',
    isUnversioned: true,
    secrets: { client_secret: appSecret },
    read: readGrant,
  };
}

/** What a header can carry; anything else is not a token. */
const TOKEN = /^[\x21-\x7e]+$/;

/** The new token counts, also where its life is left out: the old one may already be replaced. */
function readGrant(body: unknown): TokenGrant | undefined {
  const token = readToken(body);
  const { expires_in: expiresIn } = isRecord(body) ? body : {};
  const expiresInSeconds = readInteger(expiresIn);
  if (token === undefined) return undefined;
  return expiresInSeconds !== undefined && expiresInSeconds > 0 ? { token, expiresInSeconds } : { token };
}

/** The user id beside it is a number above 2^53, which loses digits when it is parsed. `/me` has it as a string. */
function readToken(body: unknown): string | undefined {
  const { access_token: token } = isRecord(body) ? body : {};
  return typeof token === 'string' && TOKEN.test(token) ? token : undefined;
}

function readFacts(body: unknown): TokenFacts | undefined {
  const { data } = isRecord(body) ? body : {};
  if (!isRecord(data)) return undefined;
  const { is_valid: isValid, expires_at, data_access_expires_at, issued_at, scopes, user_id } = data;
  if (typeof isValid !== 'boolean') return undefined;
  return {
    isValid,
    expiresAt: readMoment(expires_at),
    dataAccessExpiresAt: readMoment(data_access_expires_at),
    issuedAt: readMoment(issued_at),
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [],
    userId: readText(user_id) ?? readInteger(user_id)?.toString(),
  };
}

/** Seconds since the epoch, as ms. Threads writes 0 for what never ends. */
function readMoment(value: unknown): number | undefined {
  const seconds = readInteger(value);
  return seconds === undefined || seconds <= 0 ? undefined : seconds * SECOND;
}
