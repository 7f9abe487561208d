import type { ThreadsUser } from './api.ts';
import { isRecord, readInteger, readText } from './json.ts';
import type { Endpoint } from './readAnswer.ts';

/** A username as Threads allows it, and an id. These stay as they are, whatever they are like. */
const USERNAME = /^[\w.]{1,30}$/;
const USER_ID = /^\d{1,32}$/;

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

function readUser(body: unknown, redact: (text: string) => string): ThreadsUser | undefined {
  if (!isRecord(body)) return undefined;
  const { id: rawId, username: rawUsername } = body;
  const id = readText(rawId) ?? readInteger(rawId)?.toString();
  const username = readText(rawUsername);
  if (id === undefined || username === undefined) return undefined;
  return {
    id: USER_ID.test(id) ? id : redact(id),
    username: USERNAME.test(username) ? username : redact(username),
  };
}
