import type { Config } from './config.ts';

/** How many workspaces the program is configured to serve: Discord's servers and Slack's teams. Pure. */
export function countWorkspaces({ discord, slack }: Pick<Config, 'discord' | 'slack'>): number {
  const teams = slack?.teams.kind === 'several' ? slack.teams.teamIds.length : Number(slack !== undefined);
  return (discord?.guildIds.length ?? 0) + teams;
}
