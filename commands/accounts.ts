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
  const unknown = { username: undefined, expiresAt: undefined, grantEndsAt: undefined, missing: [] };
  try {
    const { username } = await threads.fetchUser(account, { attempts: 1 });
    const { expiresAt, dataAccessExpiresAt, scopes } = await threads.debugToken(account, { attempts: 1 });
    // An answer without scopes says nothing of them.
    const missing = scopes.length === 0 ? [] : SCOPES.filter((scope) => !scopes.includes(scope));
    return { name, username, expiresAt, grantEndsAt: dataAccessExpiresAt, missing, trouble: undefined };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return { name, ...unknown, trouble: explainError(error).cause };
  }
}
