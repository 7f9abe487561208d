import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createSteppedJobs, type SteppedJobs } from '../../src/jobs/steppedJobs.ts';
import { CROSSINGS } from '../timeZones/crossings.ts';
import { inZone } from './inZone.ts';
import { SteppedCron } from './steppedCron.ts';

const CRONS = ['*/15 * * * * *', '*/30 * * * *', '*/10 * * * *'] as const;

interface Clock {
  now: number;
}

/** Every run around a change of the clocks, as `moment job`. */
async function runAround(
  at: number,
  create: (jobs: readonly Job[], clock: Clock) => SteppedJobs,
): Promise<string[]> {
  const runs: string[] = [];
  const clock = { now: at - MINUTE };
  const jobs = CRONS.map((cron) => ({
    name: cron,
    cron,
    isLocal: cron === CRONS[1],
    run: async () => void runs.push(`${(clock.now - at) / SECOND} ${cron}`),
  }));
  await create(jobs, clock).advance(clock.now, at + HOUR, (now) => {
    clock.now = now;
  });
  return runs;
}

const { signal } = new AbortController();
const byCron =
  (timeZone: string) =>
  (jobs: readonly Job[], clock: Clock): SteppedCron =>
    new SteppedCron({ jobs, signal, timeZone, now: () => clock.now });

describe('node-cron on a stepped clock', () => {
  it.each(CROSSINGS)('runs what the stepped jobs run: $zone, $change', async ({ zone, at }) => {
    const runs = await inZone(zone, (timeZone) => runAround(at, byCron(timeZone)));
    expect(runs).toEqual(await runAround(at, (jobs) => createSteppedJobs(jobs, signal)));
    expect(runs).toHaveLength(4 * 61 + 3 + 7);
  });

  it('runs nothing in the hour that comes twice, in a process that keeps the zone of its machine', async () => {
    const { zone, at } = CROSSINGS[0];
    const runs = await inZone(zone, () => {
      Object.assign(process.env, { TZ: zone });
      return runAround(at, byCron(zone));
    });
    expect(runs.filter((run) => Number.parseInt(run, 10) > 0 && Number.parseInt(run, 10) < 3_600)).toEqual(
      [],
    );
  });
});
