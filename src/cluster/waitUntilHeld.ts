import type { Lease } from '../store/lease.ts';
import type { ClusterTime } from './clusterTime.ts';

const ASK_EVERY = 250;

/**
 * Waits until a lease certainly holds. While Redis does not answer, or has just come back, nobody knows whether it does: it is
 * asked again until then.
 *
 * @param signal ends the wait besides the loss of the lease
 * @throws once the lease is lost, or `signal` has aborted
 */
export async function waitUntilHeld(
  lease: Pick<Lease, 'ensureHeld' | 'lost'>,
  time: Pick<ClusterTime, 'wait'>,
  signal: AbortSignal = lease.lost,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await lease.ensureHeld();
      return;
    } catch (error) {
      if (lease.lost.aborted) throw error;
      await time.wait(ASK_EVERY, signal);
    }
  }
}
