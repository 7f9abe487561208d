import type { Account } from '../accounts/accounts.ts';
import { checkAccount } from '../accounts/checkAccount.ts';
import { isAccountError } from '../accounts/outage.ts';
import type { CallOptions, ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { ThreadsError } from '../threads/errors.ts';

/** What a status call brought: an answer about the container, or an error of the account or of Threads. */
export type CheckOutcome =
  | ContainerAnswer
  | { readonly kind: 'account-outage'; readonly error: ThreadsError };

/** Errors that may be gone at the next check. The container is checked again before anybody is alerted. */
const PASSING_ERRORS = new Set(['not-visible', 'no-such-object', 'child-not-ready', 'media-not-fetched']);

/**
 * Makes one status call. Threads answers 24/4279009 for an unknown container and also for an expired token. So after
 * an error that may pass, a second call checks the account; `not-found` means that the account answered.
 *
 * @throws any error that is not a {@link ThreadsError}
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
    if (!PASSING_ERRORS.has(error.kind)) return { kind: 'refused', error };
    return (await checkAccount(threads, account)) ?? { kind: 'not-found', error };
  }
}
