import type { Dispatch } from '../../commands/dispatch.ts';
import { LeftToOwnerError } from '../chat/platform.ts';
import { type ClusterTime, realTime } from '../cluster/clusterTime.ts';
import { waitUntilHeld } from '../cluster/waitUntilHeld.ts';
import type { Lease } from '../store/lease.ts';

/**
 * Runs commands, and gives no answer once the lease was lost meanwhile: the next owner runs the command again, and its answer
 * is the right one. While nobody knows whether it was lost, the answer waits.
 */
export function answerWhileHeld(
  dispatch: Dispatch,
  lease: Pick<Lease, 'ensureHeld' | 'lost'>,
  time: Pick<ClusterTime, 'wait'> = realTime,
): Dispatch {
  return async (invocation) => {
    const card = await dispatch(invocation);
    try {
      await waitUntilHeld(lease, time);
    } catch (cause) {
      throw new LeftToOwnerError('the next owner answers', { cause });
    }
    return card;
  };
}
