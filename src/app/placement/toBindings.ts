import type { Account } from '../../accounts/accounts.ts';
import type { Bindings } from '../../cluster/layout/components.ts';

export interface KnownWorkspaces {
  readonly accounts: readonly Pick<Account, 'name' | 'workspaces'>[];
  /** Whether there is a single account, which serves every workspace. */
  readonly singleAccount: boolean;
  /** The Discord servers and the Slack teams that are served, the Slack token's own team among them. */
  readonly workspaces: readonly string[];
}

/** What hangs together by the configuration. Pure. */
export function toBindings({ accounts, singleAccount, workspaces }: KnownWorkspaces): Bindings {
  return {
    accounts: accounts.map(({ name, workspaces: own }) => ({
      name,
      workspaces: singleAccount ? [...new Set([...own, ...workspaces])] : own,
    })),
    workspaces,
  };
}
