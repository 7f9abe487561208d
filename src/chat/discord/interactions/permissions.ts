import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';

const POSTING = [
  ['View Channel', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Embed Links', PermissionFlagsBits.EmbedLinks],
] as const;
const THREAD_POSTING = [
  ['View Channel', PermissionFlagsBits.ViewChannel],
  ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads],
  ['Embed Links', PermissionFlagsBits.EmbedLinks],
] as const;

/** All permissions that the bot needs, in channels and in threads: the invite link asks for them. */
export const NEEDED_PERMISSIONS = [...POSTING, ...THREAD_POSTING].reduce((all, [, bit]) => all | bit, 0n);

const THREADS: readonly (ChannelType | undefined)[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

export function isThread(type: ChannelType | undefined): boolean {
  return THREADS.includes(type);
}

/**
 * The permissions that the bot lacks to post in a channel, by their names in Discord.
 *
 * @param granted `undefined` where the interaction does not tell; then only posting shows whether it is permitted
 */
export function findMissingPermissions(granted: string | undefined, type: ChannelType | undefined): string[] {
  if (granted === undefined) return [];
  const needed = isThread(type) ? THREAD_POSTING : POSTING;
  return needed.filter(([, bit]) => !has(granted, bit)).map(([name]) => name);
}

/** A person in a server. */
interface Member {
  readonly roles?: readonly string[] | undefined;
  readonly permissions?: string | undefined;
}

/** Whether a person has Manage Server, or MANAGERS lists their id or one of their roles. */
export function isManager(id: string, member: Member, managers: ReadonlySet<string>): boolean {
  return has(member.permissions ?? '0', PermissionFlagsBits.ManageGuild) || isListed(id, member, managers);
}

/** Whether a list names a person, or one of their roles. */
export function isListed(id: string, { roles = [] }: Member, listed: ReadonlySet<string>): boolean {
  return listed.has(id) || roles.some((role) => listed.has(role));
}

/** The page where a server's owner invites the bot, with exactly the permissions that it needs. */
export function inviteLink(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(NEEDED_PERMISSIONS),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

function has(permissions: string, bit: bigint): boolean {
  const all = BigInt(/^\d{1,30}$/.test(permissions) ? permissions : '0');
  return (all & (bit | PermissionFlagsBits.Administrator)) !== 0n;
}
