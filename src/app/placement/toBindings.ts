import type { Account } from '../../accounts/accounts.ts';
import type { Bindings } from '../../cluster/layout/findComponents.ts';
import type { Config } from '../config.ts';

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

/**
 * What hangs together by the configuration of a bot. Pure.
 * @param found the workspaces that are known only after connecting, such as the team of a Slack token
 */
export function bindingsOf(
  {
    accounts,
    singleAccount,
    discord,
    slack,
  }: Pick<Config, 'accounts' | 'singleAccount' | 'discord' | 'slack'>,
  found: readonly string[],
): Bindings {
  const teams = slack?.teams.kind === 'several' ? slack.teams.teamIds : [];
  return toBindings({
    accounts,
    singleAccount,
    workspaces: [...(discord?.guildIds ?? []), ...teams, ...found],
  });
}
