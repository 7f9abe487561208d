import type { Person } from '../../../../commands/command.ts';
import type { Place } from '../../../place.ts';
import { isManager } from '../permissions.ts';
import type { Interaction } from './interaction.ts';

/** Who asks, and where. */
export interface Asker {
  readonly place: Place;
  readonly person: Person;
}

/** @returns `undefined` where Discord does not say all of it */
export function readAsker(interaction: Interaction, managers: ReadonlySet<string>): Asker | undefined {
  const { member, user } = interaction;
  const place = readPlace(interaction);
  const id = member?.user?.id ?? user?.id;
  if (place === undefined || id === undefined) return undefined;
  return { place, person: { id, isManager: isManager(id, member ?? {}, managers) } };
}

/** @returns `undefined` outside of any server, or where Discord does not name the channel */
export function readPlace({ guild_id: workspace, channel, channel_id: id }: Interaction): Place | undefined {
  const at = channel?.id ?? id;
  return workspace === undefined || at === undefined
    ? undefined
    : { platform: 'discord', workspace, channel: at };
}
