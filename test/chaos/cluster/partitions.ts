import { findComponents } from '../../../src/cluster/layout/findComponents.ts';
import { ACCOUNTS, CHANNELS } from '../world.ts';

/** What hangs together in the world of a history; each is a partition of its own. */
const COMPONENTS = findComponents({
  accounts: ACCOUNTS,
  workspaces: CHANNELS.map(({ workspace }) => workspace),
});

export const PARTITIONS = COMPONENTS.length;

/** The partition of a workspace. */
export function partitionOf(workspace: string): number {
  return COMPONENTS.findIndex(({ workspaces }) => workspaces.includes(workspace));
}

/** The channels of a partition, by their places in the world. */
export function channelsOf(partition: number): readonly number[] {
  return CHANNELS.flatMap(({ workspace }, index) => (partitionOf(workspace) === partition ? [index] : []));
}
