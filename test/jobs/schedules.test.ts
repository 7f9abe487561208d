import cron from 'node-cron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOUR, SECOND } from '../../src/duration.ts';
import { Faults } from '../../src/faults.ts';
import { type JobSchedules, Schedules } from '../../src/jobs/schedules.ts';
import { startJobs } from '../../src/jobs/startJobs.ts';

const LOG = {
  info: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  trace: () => undefined,
  error: () => undefined,
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The jobs of a partition, which note when they ran. */
function startPartition(name: string, schedules: JobSchedules, runs: string[]) {
  const jobs = ['first', 'second'].map((job) => ({
    name: job,
    cron: '*/5 * * * * *',
    run: async () => void runs.push(`${name} ${job}`),
  }));
  return startJobs(jobs, { log: LOG, timeZone: 'UTC', faults: new Faults(), schedules });
}

describe('schedules that several partitions share', () => {
  it('are one for all jobs with the same times, which run in the order in which they were added', async () => {
    const schedule = vi.spyOn(cron, 'schedule');
    const [schedules, runs]: [Schedules, string[]] = [new Schedules(LOG), []];
    const all = ['a', 'b'].map((name) => startPartition(name, schedules, runs));
    runs.length = 0;
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(runs).toEqual(['a first', 'a second', 'b first', 'b second']);
    expect(schedule).toHaveBeenCalledTimes(1);
    for (const jobs of all) await jobs.stop();
  });

  it('go on for the others when a partition is handed over, end with the last, and begin again', async () => {
    const [schedules, runs]: [Schedules, string[]] = [new Schedules(LOG), []];
    const [a, b] = [startPartition('a', schedules, runs), startPartition('b', schedules, runs)];
    await a.stop();
    runs.length = 0;
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(runs).toEqual(['b first', 'b second']);
    await b.stop();
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(runs).toHaveLength(2);
    const again = startPartition('a', schedules, runs);
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(runs.slice(2)).toEqual(['a first', 'a second', 'a first', 'a second']);
    await again.stop();
  });

  it('are due later for a partition that asks for it, until it is handed over', async () => {
    const [schedules, runs]: [Schedules, string[]] = [new Schedules(LOG), []];
    await vi.advanceTimersByTimeAsync(3 * SECOND);
    const all = [
      startPartition('a', schedules.later(2 * SECOND), runs),
      startPartition('b', schedules, runs),
    ];
    runs.length = 0;
    await vi.advanceTimersByTimeAsync(3 * SECOND);
    expect(runs).toEqual(['b first', 'b second']);
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(runs.slice(2)).toEqual(['a first', 'a second']);
    await vi.advanceTimersByTimeAsync(3 * SECOND);
    for (const jobs of all) await jobs.stop();
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(runs.slice(4)).toEqual(['b first', 'b second']);
  });

  it('are due at the same moments for a partition that comes shortly after a scheduled time', async () => {
    const [schedules, times]: [Schedules, number[]] = [new Schedules(LOG), []];
    const [later, beganAt] = [schedules.later(3 * SECOND), Date.now()];
    await vi.advanceTimersByTimeAsync(SECOND);
    const run = async (): Promise<void> => void times.push((Date.now() - beganAt) / SECOND);
    const jobs = [
      { name: 'a', cron: '*/5 * * * * *', run },
      { name: 'b', cron: '7 * * * *', run },
    ];
    const all = startJobs(jobs, { log: LOG, timeZone: 'UTC', faults: new Faults(), schedules: later });
    await vi.advanceTimersByTimeAsync(15 * SECOND);
    expect(times).toEqual([1, 1, 3, 8, 13]);
    await all.stop();
  });

  it('keep their times for all when the clock is set back', async () => {
    const [schedules, runs]: [Schedules, string[]] = [new Schedules(LOG), []];
    const all = ['a', 'b'].map((name) => startPartition(name, schedules, runs));
    await vi.advanceTimersByTimeAsync(7 * SECOND);
    vi.setSystemTime(Date.now() - 2 * HOUR);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    runs.length = 0;
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(runs).toHaveLength(4 * 6);
    for (const jobs of all) await jobs.stop();
  });
});
