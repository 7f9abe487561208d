import type { Account } from '../src/accounts/accounts.ts';
import { findMissingScopes } from '../src/connect/scopes.ts';
import { type AccountFacts, accountList } from '../src/messages/replies/accountList.ts';
import { ThreadsError } from '../src/threads/errors.ts';
import { explainError } from '../src/threads/explainError.ts';
import { defineCommand, type Services } from './command.ts';

type FactSources = Pick<Services, 'threads' | 'quotaReader'>;

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
    const { services, accounts: bound } = context;
    return accountList(await Promise.all(bound.map((account) => readFacts(services, account))));
  },
});

async function readFacts(services: FactSources, account: Account): Promise<AccountFacts> {
  const { name } = account;
  const unknown = { username: undefined, expiresAt: undefined, grantEndsAt: undefined, missing: [] };
  try {
    const { username } = await services.threads.fetchUser(account, { attempts: 1 });
    return { name, username, ...(await readTokenFacts(services, account)), error: undefined };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return { name, ...unknown, error: explainError(error).cause };
  }
}

/** When a token ends, and the scopes that it lacks. Where Threads does not answer, the token may still work. */
async function readTokenFacts(
  { threads, quotaReader }: FactSources,
  account: Account,
): Promise<Pick<AccountFacts, 'expiresAt' | 'grantEndsAt' | 'missing'>> {
  const [token, quotas] = await Promise.all([
    orUndefined(threads.debugToken(account, { attempts: 1 })),
    quotaReader.readForPerson(account),
  ]);
  return {
    expiresAt: token?.expiresAt,
    grantEndsAt: token?.dataAccessExpiresAt,
    missing: findMissingScopes(token?.scopes, quotas.kind === 'read' ? quotas.reading : undefined),
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
