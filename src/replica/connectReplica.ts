import { assertKeyFits } from '../app/assertKeyFits.ts';
import type { Config } from '../app/config.ts';
import { StartError } from '../app/startError.ts';
import { ClusterRedis } from '../cluster/clusterRedis.ts';
import { type ClusterTime, realTime } from '../cluster/clusterTime.ts';
import { Members } from '../cluster/engine/members.ts';
import { Forwarder } from '../cluster/forward/forwarder.ts';
import { isConnectionFault } from '../cluster/incidents.ts';
import { LayoutError } from '../cluster/layout/layoutError.ts';
import { LayoutStore } from '../cluster/layout/layoutStore.ts';
import type { Log } from '../log.ts';
import { openStores, type Stores } from '../store/openStores.ts';
import { SHARED_PREFIX } from '../store/partitions.ts';
import type { Store } from '../store/store.ts';
import { type FaultLog, withFaultLogging } from '../store/withFaultLogging.ts';
import { Routes } from './routes/routes.ts';
import { SharedLayout } from './sharedLayout.ts';

/** What a replica has in Redis together with the others. */
export interface Connections {
  /** Opens the stores of the partitions. */
  readonly stores: Stores;
  readonly redis: ClusterRedis;
  /** What belongs to no partition; written without a lease. */
  readonly shared: Store;
  readonly layout: SharedLayout;
  readonly members: Members;
  readonly forwarder: Forwarder;
  readonly routes: Routes;
}

/**
 * Connects a replica to the Redis that all replicas share, and lets it take part in the layout.
 *
 * @param opened closes what has been opened so far
 * @param time by which it waits for replicas that may know the layout, where Redis holds none
 * @throws {StoreError} if Redis can't be used
 * @throws {StartError} if this replica and the layout in Redis do not fit together
 * @throws {WrongKeyError} if it can't read the stored tokens
 */
export async function connectReplica(
  config: Config,
  log: Log,
  opened: AsyncDisposableStack,
  time: ClusterTime = realTime,
): Promise<Connections> {
  const { storeUrl } = config;
  const stores = await openStores(storeUrl, {
    // The cluster's own connection fails together with it, and says so once.
    onError: (err) => log.debug({ err }, 'the connection to the store failed'),
    onWarning: (message) => log.warn(message),
  });
  opened.defer(() => stores.close());
  const shared = withFaultLogging(stores.open({ prefix: SHARED_PREFIX }), createFaultLog(log));
  opened.defer(() => shared.close());
  const layout = await join(new LayoutStore(stores.connection), config, log, time);
  await assertKeyFits(stores, layout.current.partitions, config.tokenKeys);
  for (const { words } of await shared.findProblems()) log.warn(`the store is at risk: ${words}`);
  const redis = await ClusterRedis.open(storeUrl, { log, stores: stores.connection });
  opened.defer(() => redis.close());
  const members = new Members(redis);
  // It can't serve yet, and may never: what others run stays theirs until it can.
  await members.start('aside');
  opened.defer(() => members.stop());
  const forwarder = await Forwarder.start(redis, members);
  opened.defer(() => forwarder.close());
  const routes = new Routes(shared, layout.current.partitions);
  return { stores, redis, shared, layout, members, forwarder, routes };
}

/** That Redis is away, the cluster's own connection says, and when it is back. What else is wrong with the store is logged. */
function createFaultLog(log: Log): FaultLog {
  let isSaid = false;
  return {
    error(details, message) {
      isSaid = !isConnectionFault(details.err);
      if (isSaid) log.error(details, message);
      else log.debug(details, message);
    },
    info(message) {
      if (isSaid) log.info(message);
      else log.debug(message);
    },
  };
}

async function join(store: LayoutStore, config: Config, log: Log, time: ClusterTime): Promise<SharedLayout> {
  try {
    return await SharedLayout.join(store, config, log, time);
  } catch (error) {
    throw error instanceof LayoutError ? new StartError(error.message, { cause: error }) : error;
  }
}
