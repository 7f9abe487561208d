import type { Account } from '../accounts/accounts.ts';
import type { Layout } from '../cluster/layout/layoutStore.ts';

/**
 * The configured accounts that belong to a partition. Which workspaces they serve, the configuration says and not the layout,
 * which never forgets one. Pure.
 */
export function accountsOf(
  partition: number,
  accounts: readonly Account[],
  layout: Pick<Layout, 'accounts'>,
): Account[] {
  return accounts.filter(({ name }) => layout.accounts.get(name) === partition);
}

/** The workspaces that belong to a partition. Pure. */
export function workspacesOf(partition: number, { workspaces }: Pick<Layout, 'workspaces'>): string[] {
  return [...workspaces].flatMap(([id, of]) => (of === partition ? [id] : []));
}
