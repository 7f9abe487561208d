import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { refuseScopes } from './refusals.ts';

/** Who we are in Slack: the one team that the token is for, and our name in it. */
export interface Identity {
  readonly teamId: string;
  /** As people know the team. */
  readonly teamName: string | undefined;
  readonly botName: string;
  readonly botUserId: string | undefined;
  readonly botId: string | undefined;
}

const answerSchema = z.object({
  team_id: z.string().min(1),
  team: z.string().optional(),
  user: z.string().optional(),
  user_id: z.string().optional(),
  bot_id: z.string().optional(),
});

/** What there is no use in running without. */
const NEEDED_SCOPES = ['chat:write'];

/** Asks Slack who the token belongs to. @throws FinalPlatformError where the token lacks a scope */
export async function askIdentity(client: webApi.WebClient): Promise<Identity> {
  const answer = await client.auth.test();
  const scopes = answer.response_metadata?.scopes;
  const missing = scopes === undefined ? [] : NEEDED_SCOPES.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) throw refuseScopes(missing);
  const { team_id, team, user, user_id, bot_id } = answerSchema.parse(answer);
  return {
    teamId: team_id,
    teamName: team,
    botName: user ?? 'threadwatch',
    botUserId: user_id,
    botId: bot_id,
  };
}
