import { NETWORK_FAULT_KINDS } from '../networkFault.ts';
import type { ThreadsApi, ThreadsUser } from '../threads/api.ts';
import { ThreadsError, type ThreadsErrorKind } from '../threads/errors.ts';
import type { Account } from './accounts.ts';

/** Errors that mean the same on a call that names no object. Any other lasting one is the token's, whatever its code. */
const AS_THEY_ARE: ReadonlySet<ThreadsErrorKind> = new Set([
  'token',
  'permission',
  'restricted',
  'limited',
  'app-blocked',
  'app-limited',
  'app-or-account',
  'unknown',
  'outage',
  ...NETWORK_FAULT_KINDS,
]);

/**
 * Calls `/me`. That call names no object, so its error concerns the account, the app or Threads itself. A dead token is
 * answered there with codes that mean an unknown container elsewhere (24, 100).
 *
 * @returns the error; `undefined` if the account answered
 * @throws any error that is not a {@link ThreadsError}
 * @see https://github.com/trypostit/trypost/issues/254
 */
export async function checkAccount(
  threads: Pick<ThreadsApi, 'fetchUser'>,
  account: Account,
): Promise<ThreadsError | undefined> {
  try {
    await fetchAccountUser(threads, account);
    return undefined;
  } catch (error) {
    if (error instanceof ThreadsError) return error;
    throw error;
  }
}

/**
 * Asks whose token an account has, with `/me`. As in {@link checkAccount}, an error concerns the account.
 *
 * @throws {ThreadsError} where the account was not answered
 */
export async function fetchAccountUser(
  threads: Pick<ThreadsApi, 'fetchUser'>,
  account: Account,
): Promise<ThreadsUser> {
  try {
    return await threads.fetchUser(account, { attempts: 1 });
  } catch (error) {
    throw error instanceof ThreadsError ? asAccountError(error) : error;
  }
}

/** The error of an account that is not there any more: it was taken out of the configuration, or disconnected. */
export function noToken(account: string): ThreadsError {
  return new ThreadsError('token', `account ${account}: no token is configured`, { account });
}

function asAccountError(error: ThreadsError): ThreadsError {
  if (AS_THEY_ARE.has(error.kind)) return error;
  const kind = error.kind === 'unreadable' ? 'outage' : 'token';
  return new ThreadsError(kind, error.message, { ...error, cause: error });
}
