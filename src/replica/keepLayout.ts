import { EndError } from '../app/startError.ts';
import { backoffDelay } from '../backoff.ts';
import type { ClusterTime } from '../cluster/clusterTime.ts';
import { LayoutError } from '../cluster/layout/layoutError.ts';
import { SECOND } from '../duration.ts';
import type { Log } from '../log.ts';
import type { SharedLayout } from './sharedLayout.ts';

const ADD_BACKOFF = { first: SECOND, last: 15 * SECOND, jitter: 0.5 };

/** Ends the replica, as only another start can help. */
type Fail = (error: EndError) => void;

/**
 * Makes sure that this replica may own partitions still: somebody may have placed the records anew while it was cut off, or
 * emptied Redis.
 *
 * @throws where it may not, or where Redis does not answer or a copy uses the store; then it can be tried again
 */
export async function ensureCurrent(
  layout: Pick<SharedLayout, 'ensureCurrent'>,
  { log, fail }: { readonly log: Pick<Log, 'warn'>; readonly fail: Fail },
): Promise<void> {
  try {
    if (await layout.ensureCurrent())
      log.warn(
        'Redis holds another layout of the partitions than before: most likely it was emptied, or came back without its data. What the owners of the partitions remember is put back. Find out who or what empties it',
      );
  } catch (error) {
    if (isLasting(error)) fail(new EndError(error.message, { cause: error }));
    throw error;
  }
}

/**
 * Adds a workspace that is known only after connecting. It is tried until Redis has it.
 * @returns whether it was added; else the replica ends
 */
export async function addWorkspace(
  layout: Pick<SharedLayout, 'add'>,
  workspace: string,
  { time, fail }: { readonly time: Pick<ClusterTime, 'wait'>; readonly fail: Fail },
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await layout.add(workspace);
      return true;
    } catch (error) {
      if (isLasting(error)) {
        fail(new EndError(error.message, { cause: error }));
        return false;
      }
      // That Redis does not answer is in the log already.
      await time.wait(backoffDelay(ADD_BACKOFF, tries, Math.random));
    }
  }
}

/** Whether only another start can help. A copy that uses the store ends, or is refused because replicas run. */
function isLasting(error: unknown): error is LayoutError {
  return error instanceof LayoutError && error.code !== 'busy';
}
