import type { Core } from '../app/startCore.ts';
import type { Outside } from '../app/startOutside.ts';
import type { StartParts } from '../app/startSingle.ts';
import type { PlatformName } from '../channelRef.ts';
import type { Platform } from '../chat/platform.ts';
import { ForwardReceiver } from '../cluster/forward/forwardReceiver.ts';
import { Schedules } from '../jobs/schedules.ts';
import { answerForwarded } from './answerForwarded.ts';
import type { Connections } from './connectReplica.ts';
import { ensureCurrent } from './keepLayout.ts';
import { Memories } from './memories.ts';
import { openPartition } from './openPartition.ts';
import { workspacesOf } from './partitionAccounts.ts';
import { Partitions } from './partitions.ts';
import { roundDelay } from './roundDelay.ts';
import type { SharedLayout } from './sharedLayout.ts';

export interface ReplicaParts extends StartParts {
  readonly connections: Connections;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly outside: Outside;
  /** Called whenever a partition was opened. */
  readonly onRuns: () => void;
}

/** Creates what runs the partitions that this replica comes to own. */
export function createPartitions(parts: ReplicaParts): Partitions {
  const { connections, platforms, outside, log, fail, onRuns } = parts;
  const { redis, members, layout, stores } = connections;
  const schedules = new Schedules(log);
  const memories = new Memories(stores.connection, redis.time);
  return new Partitions({
    log,
    async open(partition, lease, areWorkspacesKnown) {
      await ensureCurrent(layout, { log, fail });
      await adopt(partition, layout, [...platforms.values()]);
      const core = await openPartition(partition, lease, {
        ...parts,
        ...connections,
        layout: () => layout.current,
        memories,
        toRedisTime: (monotonic) => members.now() + monotonic - redis.time.monotonic(),
        threads: outside.threads,
        chats: new Map([...platforms].map(([name, { port }]) => [name, port])),
        wall: Date.now,
        random: Math.random,
        ...outside.metrics?.observer,
        hookAddress: outside.hookAddress,
        areWorkspacesKnown,
        countReplicas: () => members.live,
        schedules: schedules.later(roundDelay(partition, layout.current.partitions)),
      });
      onRuns();
      await bindFound(core, [...platforms.values()]);
      return core;
    },
    receive: (partition, lease, core) =>
      new ForwardReceiver({
        redis,
        clock: members,
        partition,
        lease,
        handle: (request) =>
          answerForwarded(request, { partition, core, layout, forwarder: connections.forwarder, platforms }),
      }),
  });
}

/** Binds what a platform has found before the partition was opened; what it finds later is bound then. */
async function bindFound(
  core: Pick<Core, 'bindWorkspace'>,
  platforms: readonly Pick<Platform, 'findWorkspaces'>[],
): Promise<void> {
  const found = await Promise.all(platforms.map((platform) => platform.findWorkspaces?.() ?? []));
  for (const workspace of found.flat()) core.bindWorkspace(workspace);
}

/** The owner before this replica has heard of people since. */
async function adopt(partition: number, layout: SharedLayout, platforms: readonly Platform[]): Promise<void> {
  const workspaces = workspacesOf(partition, layout.current);
  await Promise.all(platforms.flatMap((platform) => workspaces.map((id) => platform.adopt?.(id))));
}
