import { expect, it } from 'vitest';
import { createClockReport } from '../../src/app/reportClock.ts';

it('a clock that is wrong is named in the log once, and once when it is right again', () => {
  const lines: string[] = [];
  const add = (...words: readonly unknown[]): void => void lines.push(words.join());
  const report = createClockReport({ warn: add, info: add });
  for (const skew of [undefined, 0, -29_000, -1_200_000, -1_200_000, undefined, 1_000, 0, 31_000])
    report(skew);
  expect(lines).toEqual([
    'Our clock is 20 min behind that of Threads: let this machine set its time by NTP',
    'the clock of this machine is right again',
    'Our clock is 31 s ahead of that of Threads: let this machine set its time by NTP',
  ]);
});
