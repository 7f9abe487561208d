import type { Log } from '../log.ts';
import { describeWrongClock } from '../messages/clockFindings.ts';

/**
 * Says in the log that the clock of this machine is wrong, and that it is right again: once each.
 *
 * @returns what is to be called with each skew that an answer of Threads shows, ms
 */
export function createClockReport(log: Pick<Log, 'warn' | 'info'>): (skew: number | undefined) => void {
  let wasWrong = false;
  return (skew) => {
    if (skew === undefined) return;
    const wrong = describeWrongClock([{ service: 'Threads', skew }]);
    if (wrong !== undefined && !wasWrong) log.warn(wrong.words);
    if (wrong === undefined && wasWrong) log.info('the clock of this machine is right again');
    wasWrong = wrong !== undefined;
  };
}
