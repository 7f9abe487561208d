import type { ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { Watch } from '../watches/watch.ts';
import type { Account, Accounts } from './accounts.ts';

/** An account that sees a container which another one does not, and what it sees. */
export interface OwningAccount {
  readonly account: Account;
  readonly answer: ContainerAnswer;
}

/** Whether Threads says no more than that this account sees no such container: another one may. */
export function isOwnershipError({ kind }: Pick<ThreadsError, 'kind'>): boolean {
  return kind === 'not-visible' || kind === 'no-such-object';
}

/** Whether a container has been hidden from its account at every check: what was seen once is not another's. */
export function wasNeverFound({ state, notFound }: Watch): boolean {
  return state.kind !== 'status' && notFound?.lastStatus === undefined;
}

/** The accounts that serve every workspace which watches: no channel is to learn of another workspace's account. */
export function findOthers(accounts: Accounts, { account, subscribers }: Watch): Account[] {
  const workspaces = new Set(subscribers.map(({ channel }) => channel.workspace));
  const [first = [], ...rest] = [...workspaces].map((workspace) => accounts.boundTo(workspace));
  const names = rest.map((bound) => new Set(bound.map(({ name }) => name)));
  return first.filter(({ name }) => name !== account && names.every((set) => set.has(name)));
}

/** Asks one account after the other for a container, a call each, until one knows it. */
export async function findOwningAccount(
  threads: Pick<ThreadsApi, 'fetchContainer'>,
  others: readonly Account[],
  container: string,
): Promise<OwningAccount | undefined> {
  for (const account of others) {
    const answer = await askFor(threads, account, container);
    if (answer !== undefined) return { account, answer };
  }
  return undefined;
}

/** What an account says of a container; nothing where it does not know it, or can't be asked at present. */
async function askFor(
  threads: Pick<ThreadsApi, 'fetchContainer'>,
  account: Account,
  container: string,
): Promise<ContainerAnswer | undefined> {
  try {
    return { kind: 'read', reading: await threads.fetchContainer(account, container, { attempts: 1 }) };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    // It knows the id, if not as a container.
    return error.kind === 'not-a-container' ? { kind: 'refused', error } : undefined;
  }
}
