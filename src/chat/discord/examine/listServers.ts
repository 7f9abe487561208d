import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { TokenCheck } from '../../tokenCheck.ts';
import { callDiscord, type DiscordAccess } from '../checkToken.ts';
import { isRefusal } from '../rest/describeFault.ts';

/** A server that the bot is in. */
export interface DiscordServer {
  readonly id: string;
  readonly name: string;
}

/** Discord's most for one call, and more than a bot of one team is in. */
const MOST_SERVERS = 200;

const serversSchema = z.array(z.object({ id: z.string(), name: z.string() }));

/**
 * Lists the servers that the bot is in.
 *
 * @see https://docs.discord.com/developers/resources/user#get-current-user-guilds
 */
export function listServers(access: DiscordAccess): Promise<TokenCheck<readonly DiscordServer[]>> {
  return callDiscord(access, async (rest) => {
    const query = new URLSearchParams({ limit: String(MOST_SERVERS) });
    return serversSchema.parse(await rest.get(Routes.userGuilds(), { query }));
  });
}

/** Whether the bot may register commands in a server: one that was invited without the scope for them may not. */
export function mayRegisterCommands(
  access: DiscordAccess,
  applicationId: string,
  serverId: string,
): Promise<TokenCheck<boolean>> {
  return callDiscord(access, async (rest) => {
    try {
      await rest.get(Routes.applicationGuildCommands(applicationId, serverId));
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  });
}
