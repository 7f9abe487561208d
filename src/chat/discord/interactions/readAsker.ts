import type { Person } from '../../../../commands/command.ts';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Interaction } from './interaction.ts';
import { isManager } from './permissions.ts';

/** Who asks, and where. */
export interface Asker {
  readonly channel: ChannelRef;
  readonly person: Person;
}

/** @returns `undefined` where Discord does not say all of it */
export function readAsker(interaction: Interaction, managers: ReadonlySet<string>): Asker | undefined {
  const { member, user } = interaction;
  const channel = readChannel(interaction);
  const id = member?.user?.id ?? user?.id;
  if (channel === undefined || id === undefined) return undefined;
  return { channel, person: { id, isManager: isManager(id, member ?? {}, managers) } };
}

/** @returns `undefined` outside of any server, or where Discord does not name the channel */
export function readChannel({
  guild_id: workspace,
  channel,
  channel_id: id,
}: Interaction): ChannelRef | undefined {
  const at = channel?.id ?? id;
  return workspace === undefined || at === undefined ? undefined : { platform: 'discord', workspace, id: at };
}
