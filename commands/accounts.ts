import type { Account } from '../src/accounts.ts';
import { SCOPES } from '../src/connect/connecting.ts';
import { type AccountFacts, accountList } from '../src/messages/accountList.ts';
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
  const life = { expiresAt: undefined, grantEndsAt: undefined, missing: [] };
  try {
    const { username } = await threads.fetchUser(account, { attempts: 1 });
    return { name, username, ...life, ...(await readLife(threads, account)), trouble: undefined };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return { name, username: undefined, ...life, trouble: explainError(error).cause };
  }
}

/** What Threads tells of a token; that it does not says nothing against the token. */
async function readLife(
  threads: ThreadsApi,
  account: Account,
): Promise<Partial<Pick<AccountFacts, 'expiresAt' | 'grantEndsAt' | 'missing'>>> {
  try {
    const { expiresAt, dataAccessExpiresAt, scopes } = await threads.debugToken(account, { attempts: 1 });
    // An answer without scopes says nothing of them.
    const missing = scopes.length === 0 ? [] : SCOPES.filter((scope) => !scopes.includes(scope));
    return { expiresAt, grantEndsAt: dataAccessExpiresAt, missing };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return {};
  }
}
