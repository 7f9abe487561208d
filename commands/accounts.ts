import type { Account } from '../src/accounts/accounts.ts';
import { findMissingScopes } from '../src/connect/scopes.ts';
import { type AccountFacts, accountList } from '../src/messages/replies/accountList.ts';
import type { ThreadsApi } from '../src/threads/api.ts';
import { ThreadsError } from '../src/threads/errors.ts';
import { explainError } from '../src/threads/explainError.ts';
import { defineCommand } from './command.ts';

export const accounts = defineCommand({
  name: 'accounts',
  description: "This workspace's Threads accounts: who they are, and until when they work",
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: true,
  options: {},
  positional: [],
  example: 'accounts',
  async run(_, context) {
    const { threads } = context.services;
    return accountList(await Promise.all(context.accounts.map((account) => readFacts(threads, account))));
  },
});

async function readFacts(threads: ThreadsApi, account: Account): Promise<AccountFacts> {
  const { name } = account;
  const unknown = { username: undefined, expiresAt: undefined, grantEndsAt: undefined, missing: [] };
  try {
    const { username } = await threads.fetchUser(account, { attempts: 1 });
    return { name, username, ...(await readTokenFacts(threads, account)), error: undefined };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return { name, ...unknown, error: explainError(error).cause };
  }
}

/** When a token ends, and the scopes that it lacks. Where Threads does not answer, the token may still work. */
async function readTokenFacts(
  threads: ThreadsApi,
  account: Account,
): Promise<Pick<AccountFacts, 'expiresAt' | 'grantEndsAt' | 'missing'>> {
  const [token, reading] = await Promise.all([
    orUndefined(threads.debugToken(account, { attempts: 1 })),
    orUndefined(threads.fetchQuotas(account, { attempts: 1 })),
  ]);
  return {
    expiresAt: token?.expiresAt,
    grantEndsAt: token?.dataAccessExpiresAt,
    missing: findMissingScopes(token?.scopes, reading),
  };
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ThreadsError) return undefined;
    throw error;
  }
}
