import type { Accounts } from './accounts.ts';

/** Whether a workspace may hear of accounts: `unknown` while it is not known yet which workspaces they serve. */
export type Access = 'granted' | 'unknown' | 'denied';

/** Tells whether a workspace may hear of some accounts. */
export type AccessCheck = (workspace: string, accountNames: readonly string[]) => Access;

/**
 * Creates the check for what is told without being asked. It is `denied` where the configuration has taken the workspace off all
 * of these accounts. Of an account that is no more there is nothing to keep from anybody.
 *
 * @param areWorkspacesKnown whether every workspace that is to be bound is bound
 * @param onDenied called once for each workspace and accounts that are kept from it
 */
export function createAccessCheck(
  accounts: Pick<Accounts, 'get' | 'isBound'>,
  areWorkspacesKnown: () => boolean,
  onDenied: (denied: { readonly workspace: string; readonly accounts: readonly string[] }) => void = () =>
    undefined,
): AccessCheck {
  const said = new Set<string>();
  return (workspace, accountNames) => {
    const isGranted = (name: string): boolean =>
      accounts.isBound(name, workspace) || accounts.get(name) === undefined;
    if (accountNames.length === 0 || accountNames.some(isGranted)) return 'granted';
    if (!areWorkspacesKnown()) return 'unknown';
    const key = [workspace, ...accountNames].join(' ');
    if (!said.has(key)) onDenied({ workspace, accounts: accountNames });
    said.add(key);
    return 'denied';
  };
}
