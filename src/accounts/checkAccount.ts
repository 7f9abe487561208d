import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { Account } from './accounts.ts';

/** Asks whose token it is; a refusal of the account as a whole comes back as blindness. */
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

/** What a check brings at an account that nobody configured any more. */
export function noToken(account: string): { kind: 'account-outage'; error: ThreadsError } {
  const error = new ThreadsError('token', `account ${account}: no token is configured`, { account });
  return { kind: 'account-outage', error };
}
