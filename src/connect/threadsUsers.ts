import { createHash } from 'node:crypto';
import type { ThreadsUser } from '../threads/api.ts';

/** What is known of the Threads user behind an account. */
export interface KnownUser {
  readonly id?: string | undefined;
  readonly username?: string | undefined;
}

const LONGEST_NAME = 32;

/** Apps may be told different ids of one user; a username is one user's at a time. */
export function isSameUser(known: KnownUser, { id, username }: ThreadsUser): boolean {
  return known.id === id || known.username?.toLowerCase() === username.toLowerCase();
}

/**
 * A name for a new account: its username, as far as a name can hold it, and a few signs that come of the user and the
 * workspace. They are always there: were they there only where a name is taken, they would tell one workspace what
 * another one has.
 */
export function chooseName(
  { id, username }: ThreadsUser,
  workspace: string,
  isTaken: (name: string) => boolean,
): string {
  const plain = username.replaceAll(/[^\w-]+/g, '_') || 'account';
  for (let round = 0; ; round += 1) {
    const suffix = `-${hashOf(`${workspace} ${id} ${round}`)}`;
    const name = plain.slice(0, LONGEST_NAME - suffix.length) + suffix;
    if (!isTaken(name)) return name;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 4);
}
