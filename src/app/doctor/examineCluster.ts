import { setTimeout as delay } from 'node:timers/promises';
import { LayoutError } from '../../cluster/layout/layoutError.ts';
import { type Layout, LayoutStore } from '../../cluster/layout/layoutStore.ts';
import { type ClusterState, surveyCluster } from '../../cluster/surveyCluster.ts';
import { checkCluster } from '../../doctor/checkCluster.ts';
import { checkStore } from '../../doctor/checkStore.ts';
import { SECOND } from '../../duration.ts';
import { type Finding, fault, fine } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import { openStores, type Stores } from '../../store/openStores.ts';
import { prefixOfPartition, SHARED_PREFIX } from '../../store/partitions.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config.ts';
import { STORE_VERSION } from '../migrations/migrateStore.ts';
import { bindingsOf } from '../placement/toBindings.ts';
import { readAllStores } from './readAllStores.ts';

/** A partition whose owner was killed has another one before that. */
const FAILOVER = 4 * SECOND;

/**
 * Opens all that several replicas keep in their Redis, for reading, and looks at the replicas from outside.
 *
 * @param wait waits so many ms
 * @throws {StoreError} if Redis can't be used
 */
export async function openClusterForReading(
  config: Config,
  now: number,
  wait: (ms: number) => Promise<unknown> = delay,
): Promise<{ readonly store: Store; readonly findings: readonly Finding[] }> {
  const stores = await openStores(config.storeUrl);
  try {
    const { layout, findings } = await examineLayout(stores, config, wait);
    const numbers = Array.from({ length: layout?.partitions ?? 0 }, (_, each) => each);
    const all = readAllStores(
      stores.open({ prefix: SHARED_PREFIX }),
      numbers.map((each) => stores.open({ prefix: prefixOfPartition(each) })),
    );
    const store: Store = {
      ...all,
      async close() {
        await all.close();
        await stores.close();
      },
    };
    return { store, findings: [...(await checkStore(store, config.facts.store, now)), ...findings] };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function examineLayout(
  { connection }: Stores,
  config: Config,
  wait: (ms: number) => Promise<unknown>,
): Promise<{ readonly layout: Layout | undefined; readonly findings: Finding[] }> {
  const layouts = new LayoutStore(connection);
  const layout = await layouts.read().catch(ignoreRefusal);
  try {
    // The single account serves every workspace, so what the layout knows of is bound to it too.
    const found = config.singleAccount ? [...(layout?.workspaces.keys() ?? [])] : [];
    await layouts.check(bindingsOf(config, found), { storeVersion: STORE_VERSION });
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    return { layout, findings: [fault(text`No replica starts with what is set here. ${error.message}`)] };
  }
  if (layout === undefined)
    return { layout, findings: [fine(text`There are no partitions yet; the first replica makes them`)] };
  const state = await survey(() => surveyCluster(connection, layout.partitions), wait);
  return { layout, findings: checkCluster({ ...state, ...layout, partitions: state.partitions }) };
}

/** What is refused is found again, and said, when it is compared with what is set. */
function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof LayoutError)) throw error;
}

/** A partition may have no owner for seconds, while it goes from one to another. */
async function survey(
  look: () => Promise<ClusterState>,
  wait: (ms: number) => Promise<unknown>,
): Promise<ClusterState> {
  const state = await look();
  if (state.replicas === 0 || state.partitions.every(({ hasOwner }) => hasOwner)) return state;
  await wait(FAILOVER);
  return look();
}
