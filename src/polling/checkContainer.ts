import type { Account } from '../accounts/accounts.ts';
import { checkAccount } from '../accounts/checkAccount.ts';
import { isAccountError } from '../accounts/outage.ts';
import type { CallOptions, ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { ThreadsError } from '../threads/errors.ts';

/** What a check brought: an answer about the container, or the news that the account can't be seen. */
export type CheckOutcome =
  | ContainerAnswer
  | { readonly kind: 'account-outage'; readonly error: ThreadsError };

/** Threads may answer otherwise a little later: ask again before anything is said. */
const PASSING = new Set(['not-visible', 'no-such-object', 'child-not-ready', 'media-not-fetched']);

/**
 * One status call. A container that can't be seen may hide a token that expired (24/4279009 stands for both),
 * so the token is checked before that is believed.
 */
export async function checkContainer(
  threads: ThreadsApi,
  account: Account,
  container: string,
  options: CallOptions,
): Promise<CheckOutcome> {
  try {
    return { kind: 'read', reading: await threads.fetchContainer(account, container, options) };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    if (isAccountError(error)) return { kind: 'account-outage', error };
    if (!PASSING.has(error.kind)) return { kind: 'refused', error };
    return (await checkAccount(threads, account)) ?? { kind: 'not-found', error };
  }
}
