import type { ChannelRef } from '../../../channelRef.ts';
import type { RequestPerson } from '../../forwardedRequest.ts';
import type { Interaction } from './interaction.ts';
import { isListed, isManager } from './permissions.ts';

/** The person who typed or pressed, and the channel where they did. */
export interface Requester {
  readonly channel: ChannelRef;
  readonly person: RequestPerson;
}

/** @returns `undefined` where the interaction lacks the person or the channel */
export function readRequester(
  interaction: Interaction,
  managers: ReadonlySet<string>,
  publishers: ReadonlySet<string> = new Set(),
): Requester | undefined {
  const { member, user } = interaction;
  const channel = readChannel(interaction);
  const id = member?.user?.id ?? user?.id;
  if (channel === undefined || id === undefined) return undefined;
  const isPublisher = isListed(id, member ?? {}, publishers);
  return { channel, person: { id, isManager: isManager(id, member ?? {}, managers), isPublisher } };
}

/** @returns `undefined` outside of a server, or where the interaction lacks the channel */
export function readChannel({
  guild_id: workspace,
  channel,
  channel_id: channelId,
}: Interaction): ChannelRef | undefined {
  const id = channel?.id ?? channelId;
  return workspace === undefined || id === undefined ? undefined : { platform: 'discord', workspace, id };
}
