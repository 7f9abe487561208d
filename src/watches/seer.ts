import type { Account, Accounts } from '../accounts.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { LookAnswer } from './decideLook.ts';
import type { Watch } from './watch.ts';

/** An account that sees a container which another one does not, and what it sees. */
export interface Seer {
  readonly account: Account;
  readonly answer: LookAnswer;
}

/** Whether Threads says no more than that this account sees no such container: another one may. */
export function mayBeAnothers({ kind }: Pick<ThreadsError, 'kind'>): boolean {
  return kind === 'not-visible' || kind === 'no-such-object';
}

/** Whether a container has been hidden from its account at every look: what was seen once is not another's. */
export function wasNeverSeen({ state, unseen }: Watch): boolean {
  return state.kind !== 'status' && unseen?.lastStatus === undefined;
}

/** The accounts that serve every workspace which watches: no channel is to learn of another workspace's account. */
export function findOthers(accounts: Accounts, { account, watchers }: Watch): Account[] {
  const workspaces = new Set(watchers.map(({ place }) => place.workspace));
  const [first = [], ...rest] = [...workspaces].map((workspace) => accounts.boundTo(workspace));
  const names = rest.map((bound) => new Set(bound.map(({ name }) => name)));
  return first.filter(({ name }) => name !== account && names.every((set) => set.has(name)));
}

/** Asks one account after the other for a container, a call each, until one knows it. */
export async function findSeer(
  threads: Pick<ThreadsApi, 'fetchContainer'>,
  others: readonly Account[],
  container: string,
): Promise<Seer | undefined> {
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
): Promise<LookAnswer | undefined> {
  try {
    return { kind: 'read', reading: await threads.fetchContainer(account, container, { attempts: 1 }) };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    // It knows the id, if not as a container.
    return error.kind === 'not-a-container' ? { kind: 'refused', error } : undefined;
  }
}
