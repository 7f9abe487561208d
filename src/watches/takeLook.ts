import type { Account } from '../accounts.ts';
import type { CallOptions, ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { isBlinding } from './blindness.ts';
import type { LookAnswer } from './decideLook.ts';

/** What a look brought: an answer about the container, or the news that the account can't be seen. */
export type LookOutcome = LookAnswer | { readonly kind: 'blind'; readonly error: ThreadsError };

/** Threads may answer otherwise a little later: ask again before anything is said. */
const PASSING = new Set(['not-visible', 'no-such-object', 'child-not-ready', 'media-not-fetched']);

/**
 * One status call. A container that can't be seen may hide a token that expired (24/4279009 stands for both),
 * so the token is checked before that is believed.
 */
export async function takeLook(
  threads: ThreadsApi,
  account: Account,
  container: string,
  options: CallOptions,
): Promise<LookOutcome> {
  try {
    return { kind: 'read', reading: await threads.fetchContainer(account, container, options) };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    if (isBlinding(error)) return { kind: 'blind', error };
    if (!PASSING.has(error.kind)) return { kind: 'refused', error };
    return (await findBlindness(threads, account)) ?? { kind: 'unseen', error };
  }
}

/** Asks whose token it is; a refusal of the account as a whole comes back as blindness. */
export async function findBlindness(
  threads: Pick<ThreadsApi, 'fetchUser'>,
  account: Account,
): Promise<{ kind: 'blind'; error: ThreadsError } | undefined> {
  try {
    await threads.fetchUser(account);
    return undefined;
  } catch (error) {
    if (error instanceof ThreadsError) return { kind: 'blind', error };
    throw error;
  }
}

/** What a look brings at an account that nobody configured any more. */
export function noToken(account: string): { kind: 'blind'; error: ThreadsError } {
  const error = new ThreadsError('token', `account ${account}: no token is configured`, { account });
  return { kind: 'blind', error };
}
