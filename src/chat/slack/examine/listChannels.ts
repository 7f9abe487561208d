import { z } from 'zod';
import type { TokenCheck } from '../../tokenCheck.ts';
import { callSlack, type SlackAccess } from '../checkTokens.ts';

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
}

const channelsSchema = z.array(z.object({ id: z.string(), name: z.string().default('') }));

/**
 * Lists the channels that the bot is in. Only an app with the scopes `channels:read` and `groups:read` is told; the
 * manifest does not ask for them, so most apps are refused.
 *
 * @see https://docs.slack.dev/reference/methods/users.conversations
 */
export function listChannels(access: SlackAccess): Promise<TokenCheck<readonly SlackChannel[]>> {
  return callSlack('SLACK_BOT_TOKEN', access, async (client) => {
    const { channels } = await client.users.conversations({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
    });
    return channelsSchema.parse(channels);
  });
}
