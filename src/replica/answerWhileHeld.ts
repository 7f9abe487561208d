import type { Dispatch } from '../../commands/dispatch.ts';
import { LeftToOwnerError } from '../chat/platform.ts';
import type { Lease } from '../store/lease.ts';

/**
 * Runs commands, and gives no answer once the lease was lost meanwhile: the next owner runs the command again, and its answer
 * is the right one.
 */
export function answerWhileHeld(dispatch: Dispatch, lease: Pick<Lease, 'ensureHeld' | 'lost'>): Dispatch {
  return async (invocation) => {
    const card = await dispatch(invocation);
    try {
      await lease.ensureHeld();
    } catch (cause) {
      throw lease.lost.aborted ? new LeftToOwnerError('the next owner answers', { cause }) : cause;
    }
    return card;
  };
}
