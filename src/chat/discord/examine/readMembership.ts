import type { REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';

/** Permissions, as a bit set in decimal text. */
export const bits = z.string().regex(/^\d{1,30}$/);

const guildSchema = z.object({
  owner_id: z.string().optional(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
});
const memberSchema = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
});

/** What decides about the bot's permissions in a server. */
export interface Membership extends z.infer<typeof guildSchema> {
  readonly memberRoles: readonly string[];
  /** ms since the epoch. */
  readonly mutedUntil: number;
}

export interface MembershipParts {
  readonly rest: REST;
  /** The id of the bot's own user. */
  readonly userId: string;
  readonly guildId: string;
}

export async function readMembership({ rest, guildId, userId }: MembershipParts): Promise<Membership> {
  const [guild, member] = await Promise.all([
    rest.get(Routes.guild(guildId)),
    rest.get(Routes.guildMember(guildId, userId)),
  ]);
  const { roles, communication_disabled_until: until } = memberSchema.parse(member);
  return { ...guildSchema.parse(guild), memberRoles: roles, mutedUntil: Date.parse(until ?? '') || 0 };
}
