import fc from 'fast-check';
import cron from 'node-cron';
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../src/duration.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createSteppedJobs } from '../../src/jobs/steppedJobs.ts';

const START = Date.UTC(2026, 1, 28, 23, 59, 30);

/** The end of a February, and of a day: each field of an expression matters. */
const field = (...some: string[]): fc.Arbitrary<string> => fc.constantFrom('*', ...some);
const expression = fc
  .tuple(
    field('*/5', '0', '7,31'),
    field('*/10', '0', '59', '1-3'),
    field('23', '0', '*/2'),
    field('28', '1', '1-15'),
    field('3', '2'),
    field('1-5', '0', '6'),
  )
  .map((fields) => fields.join(' '));

/** Every run, as `moment number`, and what the clock said then. */
async function run(crons: readonly string[], seconds: number, idleUntil?: Job['idleUntil']) {
  const runs: string[] = [];
  let now = START + 500;
  const jobs = crons.map(
    (each, index): Job => ({
      name: String(index),
      cron: each,
      run: async () => void runs.push(`${now} ${index}`),
      ...(idleUntil && { idleUntil }),
    }),
  );
  const end = START + seconds * SECOND;
  await createSteppedJobs(jobs, new AbortController().signal).advance(now, end, (at) => {
    now = at;
  });
  expect(now).toBe(end);
  return runs;
}

/** The same, by asking node-cron at each second. */
function expectedOf(crons: readonly string[], seconds: number, from = START + SECOND): string[] {
  const tasks = crons.map((each) => cron.createTask(each, () => undefined, { timezone: 'Etc/UTC' }));
  const runs: string[] = [];
  for (let at = from; at <= START + seconds * SECOND; at += SECOND)
    for (const [index, task] of tasks.entries()) if (task.match(new Date(at))) runs.push(`${at} ${index}`);
  return runs;
}

describe('jobs on a stepped clock', () => {
  it('run at each second at which node-cron would, at one moment in their order, and at no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(expression, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 80 }),
        async (crons, seconds) => {
          expect(await run(crons, seconds)).toEqual(expectedOf(crons, seconds));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leave out the ticks at which they would be idle', async () => {
    const crons = ['*/5 * * * * *', '0 * * * * *'];
    const awake = START + 28 * SECOND;
    expect(await run(crons, 200, () => awake)).toEqual(expectedOf(crons, 200, awake));
    expect(await run(crons, 200, () => Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it('leap over days that are none of theirs', async () => {
    const day = 24 * 60 * 60;
    expect(await run(['0 0 9 1 3 *'], 4 * day)).toEqual([`${Date.UTC(2026, 2, 1, 9)} 0`]);
  });
});
