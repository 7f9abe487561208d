import type { ClusterTime } from '../../src/cluster/clusterTime.ts';

/**
 * Time that leaps to the end of each wait.
 *
 * @param onWait called at each leap with the time at which the wait ends, in ms from the start
 */
export function createLeapingTime(
  onWait: (now: number) => Promise<void> = async () => undefined,
): ClusterTime {
  let now = 0;
  return {
    monotonic: () => now,
    async wait(ms) {
      now += ms;
      await onWait(now);
    },
  };
}
