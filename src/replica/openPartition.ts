import { type Core, type CoreParts, startCore } from '../app/startCore.ts';
import { realTime, withDeadline } from '../cluster/clusterTime.ts';
import type { OwnedLease } from '../cluster/jobLease.ts';
import type { Layout } from '../cluster/layout/layoutStore.ts';
import { Faults } from '../faults.ts';
import type { Job } from '../jobs/job.ts';
import { ROUND_CRON } from '../jobs/jobs.ts';
import { EmptiedStores } from '../store/emptiedStores.ts';
import type { Stores } from '../store/openStores.ts';
import { prefixOfPartition } from '../store/partitions.ts';
import { createReplaceableStore } from '../store/replaceableStore.ts';
import type { OnWatchState } from '../watches/watchStore.ts';
import { answerWhileHeld } from './answerWhileHeld.ts';
import { accountsOf } from './partitionAccounts.ts';
import { leaveRecords, type MemoryParts, REMEMBERED, recallAndLease } from './rememberPartition.ts';
import { type RoutedStore, withRoutes } from './routes/routedStore.ts';
import type { Routes } from './routes/routes.ts';

export interface PartitionParts extends Omit<CoreParts, 'accounts' | 'store' | 'jobs'>, MemoryParts {
  readonly stores: Stores;
  readonly routes: Routes;
  readonly layout: () => Layout;
}

/** The core of a partition that this replica owns. */
export interface OpenPartition extends Core {
  /**
   * Finishes work in progress, and closes the store of the partition.
   *
   * @param longestMs after that, what is in hand is left to the next owner: it may send a message once more
   */
  close(longestMs: number): Promise<void>;
}

/** Opens a partition: its store, behind its lease, and the same core as a single process has. */
export async function openPartition(
  partition: number,
  lease: OwnedLease,
  parts: PartitionParts,
): Promise<OpenPartition> {
  const { stores, routes, layout, config } = parts;
  const log = parts.log.child({ partition });
  const faults = new Faults(parts.faults);
  const counted = countWatches(parts.onWatchState);
  const part = { prefix: prefixOfPartition(partition), lease };
  const store = createReplaceableStore(stores.open(part));
  const close = async (): Promise<void> => {
    faults.end();
    counted.end();
    await store.close();
  };
  let emptied: string | undefined;
  let opened: Core | undefined;
  try {
    const isRemembered = await recallAndLease(
      parts,
      { partition, ...part, store },
      {
        onWait: () => undefined,
        onLost: () => undefined,
        onEmptied({ message }) {
          emptied = message;
          if (opened === undefined) return;
          log.warn(message);
          opened.threadwatch.recoverStore();
        },
      },
    );
    if (isRemembered) log.warn(REMEMBERED);
    else if (emptied !== undefined) {
      // So that `doctor` says it to those who don't read the log.
      await new EmptiedStores(store).note({ at: parts.clock.now() });
      log.warn(emptied);
    }
    const routed = withRoutes(store, routes, partition);
    opened = await startCore({
      ...parts,
      accounts: accountsOf(partition, config.accounts, layout()),
      store: routed,
      jobs: [keepRoutes(routed)],
      log,
      faults,
      ...(counted.observer && { onWatchState: counted.observer }),
    });
    const core = opened;
    return {
      ...core,
      bot: { ...core.bot, dispatch: answerWhileHeld(core.bot.dispatch, lease) },
      async close(longestMs) {
        const leave = (): Promise<void> | undefined =>
          lease.lost.aborted ? leaveRecords(parts, { partition, lease, core, store }) : undefined;
        const left = leave();
        await withDeadline(realTime, longestMs, 'A platform', core.stop()).catch((err) =>
          log.warn({ err }, 'what is in hand took too long; the next owner goes on with it'),
        );
        // It may have been lost only while work was finished for a hand-over.
        await (left ?? leave());
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Redis may lose routes while the partition keeps its owner: until they are back, programs and people can't be served. */
function keepRoutes(store: Pick<RoutedStore, 'keepRoutes'>): Job {
  return { name: 'routes', cron: ROUND_CRON, run: () => store.keepRoutes() };
}

/** Takes the watches of a partition out of the counts when it is handed over. */
function countWatches(onWatchState: OnWatchState | undefined) {
  if (onWatchState === undefined) return { observer: undefined, end: () => undefined };
  const keys = new Set<string>();
  const observer: OnWatchState = (key, state) => {
    if (state === undefined) keys.delete(key);
    else keys.add(key);
    onWatchState(key, state);
  };
  return {
    observer,
    end() {
      for (const key of keys) onWatchState(key, undefined);
      keys.clear();
    },
  };
}
