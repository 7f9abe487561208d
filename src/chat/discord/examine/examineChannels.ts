import { DiscordAPIError, type REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { ChannelRef } from '../../../channelRef.ts';
import { advice, type Finding, fault, fine } from '../../../messages/findings.ts';
import { code, command, type Text, text } from '../../../messages/text.ts';
import { toDeliveryError } from '../delivery/toDeliveryError.ts';
import { findMissingPermissions, isThread } from '../interactions/permissions.ts';
import { describeFault } from '../rest/describeFault.ts';
import { computePermissions } from './computePermissions.ts';
import { bits, type Membership, readMembership } from './readMembership.ts';

/** One call is made for each channel, so a bot in many of them is checked in a part of them. */
const MOST_CHANNELS = 50;

const channelSchema = z.object({
  type: z.number(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).optional(),
});

export interface ChannelsParts {
  readonly rest: REST;
  /** The id of the bot's own user. */
  readonly userId: string;
  readonly guildId: string;
  /** Those of the server in which something is watched. */
  readonly channels: readonly ChannelRef[];
  readonly now: number;
}

/** Checks whether the bot may post in channels of a server. It posts nothing. */
export async function examineChannels(parts: ChannelsParts): Promise<Finding[]> {
  const { channels, guildId } = parts;
  if (channels.length === 0) return [];
  const checked = channels.slice(0, MOST_CHANNELS);
  try {
    const membership = await readMembership(parts);
    if (membership.mutedUntil > parts.now)
      return [
        fault(
          text`The bot is timed out in the Discord server ${code(guildId)} until ${new Date(membership.mutedUntil).toISOString()}: no alert can be posted there. Remove its timeout`,
        ),
      ];
    const faults: Finding[] = [];
    for (const channel of checked) faults.push(...(await examineChannel(parts, membership, channel)));
    if (faults.length > 0) return faults;
    const all = checked.length < channels.length ? `${checked.length} of ${channels.length}` : checked.length;
    return [
      fine(
        text`The bot may post in ${all} Discord ${checked.length === 1 ? 'channel' : 'channels'} that alerts go to`,
      ),
    ];
  } catch (error) {
    const words = error instanceof z.ZodError ? 'its answer can’t be read' : describeFault(error).message;
    return [
      advice(
        text`Whether the bot may post in its channels of the Discord server ${code(guildId)} could not be found out (${words}). Try again in a minute`,
      ),
    ];
  }
}

async function examineChannel(
  { rest, guildId, userId }: ChannelsParts,
  { owner_id: ownerId, roles, memberRoles }: Membership,
  { id }: ChannelRef,
): Promise<Finding[]> {
  const describe = (problem: string, remedy: Text): Finding[] => [
    fault(text`Alerts can't be delivered to the Discord channel ${code(id)}: ${problem}. ${remedy}`),
  ];
  try {
    const channel = channelSchema.parse(await rest.get(Routes.channel(id)));
    const parent = isThread(channel.type) ? channel.parent_id : undefined;
    const { permission_overwrites: overwrites = [] } =
      typeof parent === 'string' ? channelSchema.parse(await rest.get(Routes.channel(parent))) : channel;
    const granted = computePermissions({ guildId, ownerId, userId, roles, memberRoles, overwrites });
    const missing = findMissingPermissions(String(BigInt.asUintN(64, granted)), channel.type);
    return missing.length === 0
      ? []
      : describe(
          `the bot lacks ${missing.join(', ')} there`,
          text`Edit the channel, open Permissions, and give it to the bot’s role`,
        );
  } catch (error) {
    if (!(error instanceof DiscordAPIError)) throw error;
    const { kind, message } = toDeliveryError(error, 'post');
    if (kind !== 'lasting') throw error;
    return describe(
      message,
      text`Let the bot in again, or type ${command('watch')} or ${command('alerts on')} in another channel`,
    );
  }
}
