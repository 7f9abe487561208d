import type { SlackSettings } from '../chat/slack/connect/slackSettings.ts';
import { trimTrailing } from '../trimTrailing.ts';
import type { Values, VariableName } from './variables.ts';

type Has = (name: VariableName) => boolean;

/** The variables that serve only several Slack workspaces. If one is set, the operator wants that. */
const TEAMS_ONLY = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_TEAM_IDS'] as const;

/** What each is for. */
const REQUIRED: readonly (readonly [name: VariableName, why: string])[] = [
  [
    'SLACK_CLIENT_ID',
    'with it several Slack workspaces install the app (for one, set SLACK_BOT_TOKEN alone)',
  ],
  ['SLACK_CLIENT_SECRET', 'with it the app gets the token of each Slack workspace'],
  ['SLACK_TEAM_IDS', 'only these Slack workspaces may install the app'],
  ['PUBLIC_URL', 'Slack sends browsers back to it when a workspace installs the app'],
  ['HTTP_PORT', 'the pages by which a Slack workspace installs the app are served there'],
  ['TOKEN_KEY', 'the tokens of the Slack workspaces are stored encrypted with it'],
];

/** @returns the variables that are missing for several Slack workspaces, each with the reason */
export function findMissingForTeams(has: Has): readonly (readonly [name: VariableName, why: string])[] {
  // With SLACK_BOT_TOKEN, one of the two is too much.
  const isWanted = TEAMS_ONLY.some(has) && !has('SLACK_BOT_TOKEN');
  return isWanted ? REQUIRED.filter(([name]) => !has(name)) : [];
}

/** One token and several workspaces exclude each other. */
export function findTeamConflicts(has: Has): string[] {
  const set = TEAMS_ONLY.filter(has);
  return has('SLACK_BOT_TOKEN') && set.length > 0
    ? [
        `SLACK_BOT_TOKEN and ${set.join(', ')} are both set: keep SLACK_BOT_TOKEN alone for one Slack workspace; or remove it, and let each workspace of SLACK_TEAM_IDS install the app`,
      ]
    : [];
}

/** @returns `undefined` where Slack is not configured */
export function readSlackTeams(values: Values): SlackSettings['teams'] | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = values;
  const { SLACK_TEAM_IDS: teamIds, PUBLIC_URL: publicUrl } = values;
  if (botToken !== undefined) return { kind: 'one', botToken };
  if (!clientId || !clientSecret || !teamIds || !publicUrl) return undefined;
  return { kind: 'several', clientId, clientSecret, teamIds, publicUrl: trimTrailing(publicUrl, '/') };
}
