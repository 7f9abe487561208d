import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isThorough } from '../support/isThorough.ts';
import { anyHistory } from './anyHistory.ts';
import { runChaos } from './chaos.ts';
import type { History } from './history.ts';

/** Of these every machine plays the same ones; `npm run test:chaos` plays thousands of others. */
const DAYS = isThorough ? 20 : 8;

it('in random days of kills, outages and broken stores no channel misses what it should be told', async () => {
  const { histories, missed, failure } = await runChaos({ histories: DAYS, seed: 20_260_101 });
  expect(failure?.words).toBeUndefined();
  expect(missed).toBe(0);
  expect(histories).toBe(DAYS);
});

it('a history is found again by its seed and by how many were drawn before it', async () => {
  const drawn: History[] = [];
  await fc.check(
    fc.asyncProperty(anyHistory, async (history) => void drawn.push(history)),
    { numRuns: 4, seed: 7 },
  );
  const played: History[] = [];
  await runChaos({ histories: 1, seed: 7, skip: 3, onPlayed: (_, history) => played.push(history) });
  expect(played).toEqual(drawn.slice(3));
});
