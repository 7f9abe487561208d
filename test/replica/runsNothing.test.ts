import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { Faults } from '../../src/faults.ts';
import { RunsNothing } from '../../src/replica/runsNothing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('that a replica can run nothing is a fault until a partition was opened', () => {
  const faults = new Faults();
  const runsNothing = new RunsNothing(faults);
  runsNothing.report('a newer version wrote it.', 30 * SECOND);
  expect(faults.ofWhole).toEqual([
    expect.stringMatching(/^This replica can run no partition: a newer version wrote it\. /),
  ]);
  runsNothing.clear();
  expect(faults.ofWhole).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it('and it lasts while each try fails, and ends by itself where the replica is not needed any more', () => {
  const faults = new Faults();
  const runsNothing = new RunsNothing(faults);
  for (let tries = 0; tries < 3; tries += 1) {
    runsNothing.report('Redis is slow', 10 * MINUTE);
    vi.advanceTimersByTime(10 * MINUTE + 30 * SECOND);
    expect(faults.ofWhole).toHaveLength(1);
  }
  vi.advanceTimersByTime(MINUTE);
  expect(faults.ofWhole).toEqual([]);
});
