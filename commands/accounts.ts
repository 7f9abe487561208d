import type { Account } from '../src/accounts/accounts.ts';
import { findMissingScopes } from '../src/connect/scopes.ts';
import { type AccountFacts, accountList } from '../src/messages/replies/accountList.ts';
import type { ThreadsApi } from '../src/threads/api.ts';
import { ThreadsError } from '../src/threads/errors.ts';
import { explainError } from '../src/threads/explanations.ts';
import { defineCommand } from './command.ts';

export const accounts = defineCommand({
  name: 'accounts',
  description: "This workspace's Threads accounts: who they are, and until when they work",
  who: 'anyone',
  reach: 'typed',
  posts: false,
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
  const ofNothing = { username: undefined, expiresAt: undefined, grantEndsAt: undefined, missing: [] };
  try {
    const { username } = await threads.fetchUser(account, { attempts: 1 });
    return { name, username, ...(await readLife(threads, account)), error: undefined };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return { name, ...ofNothing, error: explainError(error).cause };
  }
}

/** What Threads tells of a token and lets it do; that it does not tell says nothing against the token. */
async function readLife(
  threads: ThreadsApi,
  account: Account,
): Promise<Pick<AccountFacts, 'expiresAt' | 'grantEndsAt' | 'missing'>> {
  const [token, reading] = await Promise.all([
    orNothing(threads.debugToken(account, { attempts: 1 })),
    orNothing(threads.fetchQuotas(account, { attempts: 1 })),
  ]);
  return {
    expiresAt: token?.expiresAt,
    grantEndsAt: token?.dataAccessExpiresAt,
    missing: findMissingScopes(token?.scopes, reading),
  };
}

async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ThreadsError) return undefined;
    throw error;
  }
}
