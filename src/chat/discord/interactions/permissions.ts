import { ChannelType, PermissionFlagsBits } from 'discord.js';

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

/** All that we need, wherever we are used, as an invite link carries it. */
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
 * The permissions by their names in Discord that a bot lacks to post in a channel.
 *
 * @param ours `undefined` where Discord does not say: then the post itself will tell
 */
export function findMissingPermissions(ours: string | undefined, type: ChannelType | undefined): string[] {
  if (ours === undefined) return [];
  const needed = isThread(type) ? THREAD_POSTING : POSTING;
  return needed.filter(([, bit]) => !has(ours, bit)).map(([name]) => name);
}

/** What Discord says of somebody in a server. */
interface Member {
  readonly roles?: readonly string[] | undefined;
  readonly permissions?: string | undefined;
}

/** Whether somebody may manage the server, or is named as a manager, by their own id or a role's. */
export function isManager(
  id: string,
  { roles = [], permissions = '0' }: Member,
  managers: ReadonlySet<string>,
): boolean {
  return (
    has(permissions, PermissionFlagsBits.ManageGuild) ||
    managers.has(id) ||
    roles.some((role) => managers.has(role))
  );
}

/** Where a server's owner lets the bot in, with the permissions it needs and no more. */
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
