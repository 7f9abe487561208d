import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn } from '../support/isThorough.ts';
import { HOSTILE_LENGTH, hostileText, repeatedTexts } from './hostileTexts.ts';
import { parsers } from './parsers.ts';

/** ms of CPU time. A parser that reads each sign a fixed number of times stays far below it. */
const LONGEST = 20;

/** Of so many tries the best counts: in the first ones code is compiled and garbage collected. */
const TRIES = 25;

/** ms of CPU time of this thread, which a busy machine does not lengthen, of the fastest try. */
function timeOf(read: (words: string) => unknown, words: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && best > LONGEST; tries += 1) {
    const begun = process.threadCpuUsage();
    try {
      read(words);
    } catch {
      // What can't be read is refused; only the time counts here.
    }
    const { user, system } = process.threadCpuUsage(begun);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

const shorten = (words: string): string => JSON.stringify(`${words.slice(0, 20)}…${words.slice(-3)}`);

describe(`${HOSTILE_LENGTH.toLocaleString('en')} hostile characters hold nobody up longer than ${LONGEST} ms`, () => {
  it.each(parsers.map(([name, read]) => ({ name, read })))('in $name', ({ read }) => {
    const slow = repeatedTexts.flatMap((words) => {
      const took = timeOf(read, words);
      return took > LONGEST ? [`${shorten(words)} takes ${Math.round(took)} ms`] : [];
    });
    expect(slow).toEqual([]);
    fc.assert(
      fc.property(hostileText, (words) => {
        expect(timeOf(read, words), shorten(words)).toBeLessThanOrEqual(LONGEST);
      }),
      { numRuns: drawn(20) },
    );
  });
});
