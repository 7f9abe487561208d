import type { Account } from '../src/accounts/accounts.ts';
import { fetchAccountUser } from '../src/accounts/checkAccount.ts';
import { findMissingScopes } from '../src/connect/scopes.ts';
import { explainOutage } from '../src/messages/outageWords.ts';
import { type AccountFacts, accountList } from '../src/messages/replies/accountList.ts';
import { ThreadsError } from '../src/threads/errors.ts';
import { explainError } from '../src/threads/explainError.ts';
import { defineCommand, type Services } from './command.ts';

export const accounts = defineCommand({
  name: 'accounts',
  description: "This workspace's Threads accounts: who they are, and until when they work",
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: true,
  asksThreads: true,
  options: {},
  positional: [],
  example: 'accounts',
  async run(_, context) {
    const { services, accounts } = context;
    const facts = await Promise.all(accounts.map((account) => readFacts(services, account)));
    return accountList(facts, services.connectService.canConnect ? 'connect' : 'operator');
  },
});

async function readFacts(services: Services, account: Account): Promise<AccountFacts> {
  const { name } = account;
  const unknown = {
    username: undefined,
    expiresAt: undefined,
    issued: undefined,
    grantEndsAt: undefined,
    missing: [],
    containersDown: undefined,
  };
  try {
    const { username } = await fetchAccountUser(services.threads, account);
    const facts = await readTokenFacts(services, account);
    const outage = services.health.ofObjects(name);
    const containersDown = outage && explainOutage(outage);
    return { name, username, ...facts, error: undefined, containersDown };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return { name, ...unknown, error: explainError(error).cause };
  }
}

/** When a token ends, and the scopes that it lacks. Threads tells most apps nothing of a token, which works all the same. */
async function readTokenFacts(
  { threads, quotaReader, tokenStore }: Services,
  account: Account,
): Promise<Pick<AccountFacts, 'expiresAt' | 'issued' | 'grantEndsAt' | 'missing'>> {
  const [token, quotas] = await Promise.all([
    orUndefined(threads.debugToken(account, { attempts: 1 })),
    quotaReader.readForPerson(account),
  ]);
  const life = tokenStore.lifeOf(account.name);
  return {
    expiresAt: token?.expiresAt ?? life?.expiresAt,
    issued: life?.issued,
    grantEndsAt: token?.dataAccessExpiresAt ?? life?.grantEndsAt,
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
