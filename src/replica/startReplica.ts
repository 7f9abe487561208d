import { flushCompileCache } from 'node:module';
import { commandTable } from '../../commands/table.ts';
import type { Ownership } from '../app/core/describeOwnership.ts';
import { createPlatforms } from '../app/createPlatforms.ts';
import { type Served, startOutside } from '../app/startOutside.ts';
import type { StartParts } from '../app/startSingle.ts';
import { warnWithoutKey } from '../app/warnWithoutKey.ts';
import type { Platform } from '../chat/platform.ts';
import { SECOND } from '../duration.ts';
import { type Connections, connectReplica } from './connectReplica.ts';
import { createPartitions } from './createPartitions.ts';
import { createShardOptions } from './createShardOptions.ts';
import { forwardRequest } from './forwardRequest.ts';
import { HandOvers } from './handOvers.ts';
import { letHeapGrow } from './heap.ts';
import { addWorkspace } from './keepLayout.ts';
import { ownJobs } from './ownJobs.ts';
import type { Ending, Partitions } from './partitions.ts';
import { forwardRemoval } from './removal.ts';
import { RunsNothing } from './runsNothing.ts';
import { serveReplica } from './serveReplica.ts';

/** A replica whose platforms have not connected after so long shares the work all the same: some of it may need none of them. */
const LONGEST_CONNECT = 10 * SECOND;

/** Starts this process as one of several replicas on one Redis. Resolves when every platform has connected once. */
export async function startReplica(parts: StartParts): Promise<void> {
  const { config, log, faults, onOpened, onJoined, onPlatforms, fail } = parts;
  const opened = new AsyncDisposableStack();
  onOpened(() => opened.disposeAsync());
  const connections = await connectReplica(config, log, opened);
  const { members } = connections;
  const handOvers = new HandOvers();
  const running: { partitions?: Partitions; served?: Served } = {};
  const leave = async (ending: Ending): Promise<void> => {
    running.partitions?.stopSoon(ending);
    // The others take what is handed over only once this replica is none of them: what ends slowly must not keep the rest.
    await Promise.all([members.stop(), handOvers.run()]);
  };
  onJoined(() => leave('error'));
  warnWithoutKey(config, log);
  const platforms = await createPlatforms(config, {
    ...parts,
    onFinal: fail,
    store: connections.shared,
    ...createShardOptions({ connections, log, fail, onOwning: (handOver) => handOvers.add(handOver) }),
  });
  onPlatforms(platforms);
  const outside = await startOutside(config, {
    ...parts,
    store: connections.shared,
    platforms,
    served: () => running.served,
    readOwnership: () => readOwnership(connections, running.partitions),
  });
  opened.defer(() => outside.threads.close());
  const runsNothing = new RunsNothing(faults);
  const partitions = createPartitions({
    ...parts,
    connections,
    platforms,
    outside,
    onRuns: () => runsNothing.clear(),
  });
  running.partitions = partitions;
  running.served = serveReplica({
    ...parts,
    connections,
    partitions,
    commandName: config.commandName,
    onHookCall: outside.metrics?.observer.onHookCall ?? (() => undefined),
  });
  const { partitions: count } = connections.layout.current;
  const { run } = partitions;
  const onRunsNothing = (reason: string, asideMs: number): void => {
    // One that opened in between is no less well for the failures of the others.
    if (partitions.numbers.length === 0) runsNothing.report(reason, asideMs);
  };
  const kind = { queue: 'partitions', job: 'partition', count, run, onRunsNothing };
  handOvers.add(await ownJobs(kind, connections, log));
  const all = [...platforms.values()];
  opened.defer(async () => {
    outside.close();
    await leave('signal');
    await Promise.all(all.map((platform) => platform.stop()));
  });
  shareLimits(connections, all);
  void members.share(LONGEST_CONNECT);
  await Promise.all(all.map((platform) => receive(platform, parts, connections, partitions)));
  void members.share();
  partitions.connected();
  // Flushed now and not at exit, because a killed process would leave no cache for the next start.
  flushCompileCache();
  // Only now, because the compile cache depends on the flags.
  letHeapGrow();
  log.info({ platforms: [...platforms.keys()] }, 'connected; Threadwatch is ready');
  await outside.beat();
}

function readOwnership(
  { layout, members, stores }: Connections,
  partitions: Partitions | undefined,
): Ownership {
  return {
    partitions: partitions?.numbers ?? [],
    count: layout.current.partitions,
    replicas: members.live,
    refusedWrites: stores.refusedWrites,
  };
}

/** What a platform allows the bot as a whole is divided among the replicas. */
function shareLimits({ members }: Connections, platforms: readonly Platform[]): void {
  const share = (): void => {
    for (const platform of platforms) platform.setShare?.(members.live);
  };
  members.onChange(share);
  share();
}

/** Starts the receiving side of a platform: what it takes is forwarded to the owner of its workspace. */
function receive(
  platform: Platform,
  { config, fail }: StartParts,
  { layout, forwarder, redis }: Connections,
  partitions: Partitions,
): Promise<void> {
  return platform.start({
    commands: commandTable,
    commandName: config.commandName,
    takesEachOnce: true,
    async onRequest(request) {
      await forwardRequest(forwarder, await layout.partitionOf(request.workspace), request);
    },
    onWorkspace(workspace) {
      void addWorkspace(layout, workspace, { time: redis.time, fail }).then((isAdded) => {
        if (isAdded) partitions.bindWorkspace(workspace);
      });
    },
    onRemoved: forwardRemoval(forwarder.ask.bind(forwarder), (workspace) => layout.partitionOf(workspace)),
    onConnected: () => partitions.deliver(),
  });
}
