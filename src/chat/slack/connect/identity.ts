import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { installedForOrganisation, scopesMissing } from './finalErrors.ts';

/** Whom a token belongs to: a team, and the bot's user in it. */
export interface Identity {
  readonly teamId: string;
  /** The team's name for people. */
  readonly teamName: string | undefined;
  /** The team's address, with a slash at its end: `https://acme.slack.com/`. */
  readonly teamUrl: string | undefined;
  readonly botName: string;
  readonly botUserId: string | undefined;
  readonly botId: string | undefined;
  /** What the token may do; `undefined` where Slack does not say. */
  readonly scopes?: readonly string[] | undefined;
}

const answerSchema = z.object({
  team_id: z.string().min(1),
  team: z.string().optional(),
  url: z
    .url({ protocol: /^https$/ })
    .optional()
    .catch(undefined),
  user: z.string().optional(),
  user_id: z.string().optional(),
  bot_id: z.string().optional(),
});

/** The bot can't work without these. */
const NEEDED_SCOPES = ['chat:write'];

/**
 * Asks Slack whom the token belongs to.
 *
 * @throws FinalPlatformError where the token lacks a scope, or belongs to a whole organisation
 */
export async function fetchIdentity(client: webApi.WebClient): Promise<Identity> {
  const answer = await client.auth.test();
  // Such a token names no team of its own, and no command of any workspace would be taken for ours.
  if (answer.is_enterprise_install === true) throw installedForOrganisation();
  const scopes = answer.response_metadata?.scopes;
  const missing = scopes === undefined ? [] : NEEDED_SCOPES.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) throw scopesMissing(missing);
  const { team_id, team, url, user, user_id, bot_id } = answerSchema.parse(answer);
  return {
    teamId: team_id,
    teamName: team,
    teamUrl: url,
    botName: user ?? 'threadwatch',
    botUserId: user_id,
    botId: bot_id,
    scopes,
  };
}
