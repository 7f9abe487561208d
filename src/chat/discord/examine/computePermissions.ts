import { PermissionFlagsBits } from 'discord-api-types/v10';

/** A role, or a person, and what a channel allows or denies it. Permissions are bit sets as decimal text. */
export interface Overwrite {
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

export interface PermissionFacts {
  /** The server's id is also that of its role @everyone. */
  readonly guildId: string;
  readonly ownerId?: string | undefined;
  readonly userId: string;
  readonly roles: readonly { readonly id: string; readonly permissions: string }[];
  /** The ids of the member's roles; @everyone is not among them. */
  readonly memberRoles: readonly string[];
  /** Of the channel, or of the channel that a thread belongs to. */
  readonly overwrites: readonly Overwrite[];
}

const ALL = ~0n;

/**
 * What a member may do in a channel: the roles together, then what the channel denies and allows @everyone, the member's
 * roles and the member. Pure.
 *
 * @see https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function computePermissions({
  guildId,
  ownerId,
  userId,
  roles,
  memberRoles,
  overwrites,
}: PermissionFacts): bigint {
  if (ownerId === userId) return ALL;
  const held = new Set([guildId, ...memberRoles]);
  const granted = roles
    .filter(({ id }) => held.has(id))
    .reduce((all, { permissions }) => all | BigInt(permissions), 0n);
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return ALL;
  const ofRoles = overwrites.filter(({ id }) => id !== guildId && held.has(id));
  return [
    overwrites.filter(({ id }) => id === guildId),
    ofRoles,
    overwrites.filter(({ id }) => id === userId),
  ].reduce((all, group) => (all & ~unite(group, 'deny')) | unite(group, 'allow'), granted);
}

function unite(overwrites: readonly Overwrite[], what: 'allow' | 'deny'): bigint {
  return overwrites.reduce((all, overwrite) => all | BigInt(overwrite[what]), 0n);
}
