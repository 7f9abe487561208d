import type { ThreadsUser } from './api.ts';
import { isRecord, readInteger, readText } from './json.ts';
import type { Endpoint } from './readAnswer.ts';

/**
 * Asks who the token belongs to.
 *
 * @see https://developers.facebook.com/docs/threads/threads-profiles
 */
export const USER_ENDPOINT: Endpoint<ThreadsUser> = {
  subject: 'user',
  path: '/me?fields=id,username',
  read: readUser,
};

function readUser(body: unknown): ThreadsUser | undefined {
  if (!isRecord(body)) return undefined;
  const { id: rawId, username: rawUsername } = body;
  const id = readText(rawId) ?? readInteger(rawId)?.toString();
  const username = readText(rawUsername);
  return id === undefined || username === undefined ? undefined : { id, username };
}
