import { SECOND } from '../../duration.ts';
import type { ClusterTime } from '../clusterTime.ts';

/** Replicas that run are heard again within so long after Redis came back, ms: they try to connect again at least every 2 s. */
const HEARD_WITHIN = 4 * SECOND;

/** How long those that are heard may take to make the layout, ms: first they must notice that their leases are gone. */
const MADE_WITHIN = 15 * SECOND;

const LOOK_EVERY = 250;

/** What can be seen of a layout by a replica that has none yet. */
export interface LayoutSight {
  /** @throws {LayoutError} where this replica does not fit the layout, or could not make one */
  isThere(): Promise<boolean>;
  /** Whether others run, or did a moment ago. */
  hasReplicas(): Promise<boolean>;
}

/**
 * Waits before a replica that starts makes a new layout. Where Redis was emptied, others may run that know the places of the
 * layout and what the partitions held. They make it anew. A new one of somebody who knows neither would say that the
 * partitions have always been empty.
 *
 * @returns once there is a layout, or nobody seems to know one
 */
export async function waitForOthers(
  { isThere, hasReplicas }: LayoutSight,
  time: ClusterTime,
  onWait: () => void,
): Promise<void> {
  const from = time.monotonic();
  let limit = HEARD_WITHIN;
  for (let tries = 0; !(await isThere()); tries += 1) {
    if (tries === 0) onWait();
    if (limit < MADE_WITHIN && (await hasReplicas())) limit = MADE_WITHIN;
    if (time.monotonic() - from >= limit) return;
    await time.wait(LOOK_EVERY);
  }
}
