import type { TryAgain } from '../threads/explanation.ts';
import { type Text, text } from './text.ts';

/** What to do about a failed container, in the order in which to try it. @param fix full sentences */
export function describeRetry(fix: string, tryAgain: TryAgain | undefined): Text[] {
  switch (tryAgain) {
    case 'yes':
      return [text`First try the same media again in a new container: that often helps.`, text`${fix}`];
    case 'once':
      return [text`First try the same media once more in a new container. If that fails too:`, text`${fix}`];
    case 'no':
      return [text`${fix} The same media won't work.`];
    default:
      return [text`${fix}`];
  }
}
