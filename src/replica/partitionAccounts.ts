import type { Account } from '../accounts/accounts.ts';
import type { Layout } from '../cluster/layout/layoutStore.ts';

export interface AccountsOfConfig {
  readonly accounts: readonly Account[];
  /** Whether there is a single account, which serves every workspace. */
  readonly singleAccount: boolean;
}

/** The configured accounts that belong to a partition. Pure. */
export function accountsOf(
  partition: number,
  { accounts, singleAccount }: AccountsOfConfig,
  layout: Layout,
): Account[] {
  const own = accounts.filter(({ name }) => layout.accounts.get(name) === partition);
  if (!singleAccount) return own;
  // The team of a Slack token is known only once a replica has been connected.
  const workspaces = workspacesOf(partition, layout);
  return own.map((account) => ({
    ...account,
    workspaces: [...new Set([...account.workspaces, ...workspaces])],
  }));
}

/** The workspaces that belong to a partition. Pure. */
export function workspacesOf(partition: number, { workspaces }: Pick<Layout, 'workspaces'>): string[] {
  return [...workspaces].flatMap(([id, of]) => (of === partition ? [id] : []));
}
