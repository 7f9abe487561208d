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
 * A name for a new account: its username, as far as a name can hold it. Where that is taken, a few signs follow that
 * come of the workspace alone, and so count nobody's accounts.
 */
export function chooseName(username: string, workspace: string, isTaken: (name: string) => boolean): string {
  const plain = username.replaceAll(/[^\w-]+/g, '_').slice(0, LONGEST_NAME) || 'account';
  for (let round = 0; ; round += 1) {
    const suffix = round === 0 ? '' : `-${hashOf(`${workspace} ${round}`)}`;
    const name = plain.slice(0, LONGEST_NAME - suffix.length) + suffix;
    if (!isTaken(name)) return name;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 4);
}
