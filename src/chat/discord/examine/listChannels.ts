import { ChannelType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { TokenCheck } from '../../tokenCheck.ts';
import { callDiscord, type DiscordAccess } from '../checkToken.ts';
import { findMissingPermissions } from '../interactions/permissions.ts';
import { computePermissions } from './computePermissions.ts';
import { bits, readMembership } from './readMembership.ts';

/** A text channel of a server. */
export interface DiscordChannel {
  readonly id: string;
  readonly name: string;
  /** What the bot lacks to post in it, by Discord's names. */
  readonly missing: readonly string[];
}

const TEXT_TYPES: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

const channelsSchema = z.array(
  z.object({
    id: z.string(),
    type: z.number(),
    name: z.string().default(''),
    position: z.number().default(0),
    permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
  }),
);

/** Lists the text channels of a server in Discord's order, with what the bot lacks in each. */
export function listChannels(
  access: DiscordAccess,
  serverId: string,
  userId: string,
): Promise<TokenCheck<readonly DiscordChannel[]>> {
  return callDiscord(access, async (rest) => {
    const [membership, channels] = await Promise.all([
      readMembership({ rest, guildId: serverId, userId }),
      rest.get(Routes.guildChannels(serverId)),
    ]);
    const { owner_id: ownerId, roles, memberRoles } = membership;
    return channelsSchema
      .parse(channels)
      .filter(({ type }) => TEXT_TYPES.includes(type))
      .sort((a, b) => a.position - b.position)
      .map(({ id, name, type, permission_overwrites: overwrites }) => {
        const facts = { guildId: serverId, ownerId, userId, roles, memberRoles, overwrites };
        const granted = BigInt.asUintN(64, computePermissions(facts));
        return { id, name, missing: findMissingPermissions(String(granted), type) };
      });
  });
}
