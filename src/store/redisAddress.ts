import type { BackoffPolicy } from '../backoff.ts';
import { StoreError } from './store.ts';

/** How fast a client of Redis connects again after a drop. */
export const RECONNECT_BACKOFF: BackoffPolicy = { first: 50, last: 2_000, jitter: 0.5 };

/**
 * Answers of a Redis that can't serve us: a former master that a failover made a replica, a replica without a master, or a
 * Redis that still reads its data. Behind the same address there may be another one by now, so we connect again.
 */
export const NOT_SERVING = /\b(READONLY|MASTERDOWN|LOADING)\b/;

/**
 * @returns the address without user and password
 * @throws {StoreError} without a cause, because Node's own error for a malformed URL holds the URL
 */
export function readAddress(url: string): string {
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    parsed.hostname === '' ||
    !/^(\/\d*)?$/.test(parsed.pathname) ||
    !hasReadableLogin(parsed)
  ) {
    const message =
      'The address of Redis is malformed; write redis://host:6379, or redis://user:password@host:6379/0 with special characters in the password as %XX.';
    throw new StoreError('store_failed', message);
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

function hasReadableLogin({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}
