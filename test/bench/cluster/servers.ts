import type { ChannelRef } from '../../../src/channelRef.ts';
import { choosePartition } from '../../../src/cluster/layout/assign.ts';
import { DEFAULT_PARTITIONS } from '../../../src/store/partitions.ts';

/** A server of Discord with the one account that it uses, alone in its partition. */
export interface BenchServer {
  readonly partition: number;
  readonly id: string;
  readonly account: string;
}

/** One for each partition, so that the load is the same on all. */
export const SERVERS: readonly BenchServer[] = Array.from({ length: DEFAULT_PARTITIONS }, (_, partition) => ({
  partition,
  id: findServer(partition),
  account: `brand-${partition}`,
}));

/** What a bot needs to serve all of them. */
export const SERVERS_ENVIRONMENT: Readonly<Record<string, string>> = {
  // Of a process of the bench, which has one account by default.
  THREADS_ACCESS_TOKEN: '',
  THREADS_ACCOUNT_NAME: '',
  THREADS_ACCOUNTS: JSON.stringify(
    SERVERS.map(({ account, id }) => ({ name: account, token: `token-of-${account}`, workspaces: [id] })),
  ),
  DISCORD_GUILD_IDS: SERVERS.map(({ id }) => id).join(','),
};

/** A channel of a server. */
export function channelOf({ id, partition }: BenchServer, index: number): ChannelRef {
  const number = 1_310_000_000_000_000_000n + BigInt(partition) * 1_000_000n + BigInt(index);
  return { platform: 'discord', workspace: id, id: String(number) };
}

function findServer(partition: number): string {
  for (let id = 1_200_000_000_000_000_000n; ; id += 1n)
    if (choosePartition({ accounts: [], workspaces: [String(id)] }, DEFAULT_PARTITIONS) === partition)
      return String(id);
}
