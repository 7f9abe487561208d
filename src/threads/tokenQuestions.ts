import { SECOND } from '../duration.ts';
import type { TokenFacts, TokenGrant } from './api.ts';
import { isRecord, readInteger, readText } from './json.ts';
import type { Question } from './readAnswer.ts';

/**
 * Asks for a new token in place of the one that asks.
 *
 * @see https://developers.facebook.com/docs/threads/get-started/long-lived-tokens
 */
export const REFRESH_QUESTION: Question<TokenGrant> = {
  subject: 'token',
  path: '/refresh_access_token?grant_type=th_refresh_token',
  isUnversioned: true,
  holdsToken: true,
  read: readGrant,
};

/** Asks what Threads knows of the token that asks. */
export const DEBUG_QUESTION: Question<TokenFacts> = {
  subject: 'token',
  path: '/debug_token',
  tokenParameter: 'input_token',
  read: readFacts,
};

/** What a header can carry; anything else is no token. */
const TOKEN = /^[\x21-\x7e]+$/;

function readGrant(body: unknown): TokenGrant | undefined {
  if (!isRecord(body)) return undefined;
  const { access_token: token, expires_in: expiresIn } = body;
  const expiresInSeconds = readInteger(expiresIn);
  if (typeof token !== 'string' || !TOKEN.test(token) || expiresInSeconds === undefined) return undefined;
  return { token, expiresInSeconds };
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

/** Seconds since the epoch, as ms; Threads writes 0 for what never ends. */
function readMoment(value: unknown): number | undefined {
  const seconds = readInteger(value);
  return seconds === undefined || seconds <= 0 ? undefined : seconds * SECOND;
}
