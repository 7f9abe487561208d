import { createHash } from 'node:crypto';
import type { ThreadsUser } from '../threads/api.ts';

/** What is known about the Threads user of an account. */
export interface KnownUser {
  readonly id?: string | undefined;
  readonly username?: string | undefined;
}

const MAX_NAME_LENGTH = 32;

/** Whether both are the same user. Threads may give different apps different ids of one user, but a username is unique. */
export function isSameUser(known: KnownUser, { id, username }: ThreadsUser): boolean {
  return known.id === id || known.username?.toLowerCase() === username.toLowerCase();
}

/**
 * Chooses a name for a new account: its username, shortened if needed, and a short hash of user and workspace. The hash is
 * always added. If it were added only to a taken name, it would reveal the accounts of other workspaces.
 */
export function chooseName(
  { id, username }: ThreadsUser,
  workspace: string,
  isTaken: (name: string) => boolean,
): string {
  const plain = username.replaceAll(/[^\w-]+/g, '_') || 'account';
  for (let round = 0; ; round += 1) {
    const suffix = `-${hashOf(`${workspace} ${id} ${round}`)}`;
    const name = plain.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
    if (!isTaken(name)) return name;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 4);
}
