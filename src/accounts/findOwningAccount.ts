import type { ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { Watch } from '../watches/watch.ts';
import type { Account, Accounts } from './accounts.ts';

/** The account that owns a container, and what Threads answered it. */
export interface OwningAccount {
  readonly account: Account;
  readonly answer: Exclude<ContainerAnswer, { kind: 'failing' }>;
}

/** Whether an error says only that this account has no such container: another account may own it. */
export function isOwnershipError({ kind }: Pick<ThreadsError, 'kind'>): boolean {
  return kind === 'not-visible' || kind === 'no-such-object';
}

/** Whether no check has ever found the container. One that was found before can't belong to another account. */
export function wasNeverFound({ state, notFound }: Watch): boolean {
  return state.kind !== 'status' && notFound?.lastStatus === undefined;
}

/**
 * The other accounts that may own a watch's container: those bound to the workspace of every subscriber. So no channel
 * learns of an account of another workspace.
 */
export function findOthers(accounts: Accounts, { account, subscribers }: Watch): Account[] {
  const workspaces = new Set(subscribers.map(({ channel }) => channel.workspace));
  const [first = [], ...rest] = [...workspaces].map((workspace) => accounts.boundTo(workspace));
  const names = rest.map((bound) => new Set(bound.map(({ name }) => name)));
  return first.filter(({ name }) => name !== account && names.every((set) => set.has(name)));
}

/**
 * Calls Threads for a container with one account after the other, until one knows it. Costs one call for each account.
 *
 * @returns `undefined` if none of them knows it
 * @throws any error that is not a {@link ThreadsError}
 */
export async function findOwningAccount(
  threads: Pick<ThreadsApi, 'fetchContainer'>,
  others: readonly Account[],
  container: string,
): Promise<OwningAccount | undefined> {
  for (const account of others) {
    const answer = await fetchAnswer(threads, account, container);
    if (answer !== undefined) return { account, answer };
  }
  return undefined;
}

/** Threads' answer about a container; `undefined` if the account does not know it, or has an outage. */
async function fetchAnswer(
  threads: Pick<ThreadsApi, 'fetchContainer'>,
  account: Account,
  container: string,
): Promise<OwningAccount['answer'] | undefined> {
  try {
    return { kind: 'read', reading: await threads.fetchContainer(account, container, { attempts: 1 }) };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    // The account knows the id, though it is not that of a container.
    return error.kind === 'not-a-container' ? { kind: 'refused', error } : undefined;
  }
}
