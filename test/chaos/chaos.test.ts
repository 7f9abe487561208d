import { expect, it } from 'vitest';
import { runChaos } from './chaos.ts';

it('in random days of kills, outages and broken stores no channel misses what it should be told', async () => {
  const { histories, missed, failure } = await runChaos({ histories: 20, seed: 20_260_101 });
  expect(failure?.words).toBeUndefined();
  expect(missed).toBe(0);
  expect(histories).toBe(20);
});
