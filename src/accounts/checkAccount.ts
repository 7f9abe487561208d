import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { Account } from './accounts.ts';

/**
 * Calls `/me`. That call names no container, so its error concerns the account, or Threads itself.
 *
 * @returns the error; `undefined` if the account answered
 * @throws any error that is not a {@link ThreadsError}
 */
export async function checkAccount(
  threads: Pick<ThreadsApi, 'fetchUser'>,
  account: Account,
): Promise<{ kind: 'account-outage'; error: ThreadsError } | undefined> {
  try {
    await threads.fetchUser(account);
    return undefined;
  } catch (error) {
    if (error instanceof ThreadsError) return { kind: 'account-outage', error };
    throw error;
  }
}

/** The error of an account that is not there any more: it was taken out of the configuration, or disconnected. */
export function noToken(account: string): { kind: 'account-outage'; error: ThreadsError } {
  const error = new ThreadsError('token', `account ${account}: no token is configured`, { account });
  return { kind: 'account-outage', error };
}
