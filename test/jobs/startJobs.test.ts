import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOUR, MINUTE } from '../../src/duration.ts';
import { Faults } from '../../src/faults.ts';
import type { Job } from '../../src/jobs/job.ts';
import { startJobs } from '../../src/jobs/startJobs.ts';

const errors: string[] = [];
const warnings: string[] = [];
const LOG = {
  info: () => undefined,
  warn: (message: string) => void warnings.push(message),
  debug: () => undefined,
  trace: () => undefined,
  error: (_details: { err: unknown }, message: string) => void errors.push(message),
};
const OPTIONS = { log: LOG, timeZone: 'UTC', faults: new Faults() };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  errors.length = 0;
  warnings.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function job(run: Job['run'], cron = '*/5 * * * * *'): Job {
  return { name: 'round', cron, run };
}

/** A job that counts its runs. */
function countRuns() {
  const counted = {
    runs: 0,
    job: job(async () => {
      counted.runs += 1;
    }),
  };
  return counted;
}

describe('jobs', () => {
  it('run once at start, and then on their schedule', async () => {
    const runs: number[] = [];
    const jobs = startJobs([job(async () => void runs.push(Date.now() - Date.UTC(2026, 0, 1)))], OPTIONS);
    await vi.advanceTimersByTimeAsync(20_000);
    await jobs.stop();
    expect(runs[0]).toBe(0);
    expect(runs.slice(1).map((at) => Math.round(at / 1_000))).toEqual([5, 10, 15, 20]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(runs).toHaveLength(5);
  });

  it('do not overlap with themselves', async () => {
    let running = 0;
    let max = 0;
    const slow = job(async () => {
      max = Math.max(max, ++running);
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      running -= 1;
    });
    const jobs = startJobs([slow], OPTIONS);
    await vi.advanceTimersByTimeAsync(60_000);
    const stopped = jobs.stop();
    await vi.advanceTimersByTimeAsync(15_000);
    await stopped;
    expect(max).toBe(1);
  });

  it('are logged when they fail, and run again', async () => {
    let runs = 0;
    const jobs = startJobs(
      [
        job(async () => {
          runs += 1;
          throw new Error('no');
        }),
      ],
      OPTIONS,
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await jobs.stop();
    expect(runs).toBe(3);
    expect(errors).toHaveLength(3);
    expect(errors[0]).toBe('the job "round" failed; it runs again at its next scheduled time');
  });

  it('are aborted and awaited when the jobs stop', async () => {
    let ended = false;
    const waiting = job(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended = true;
            resolve();
          });
        }),
    );
    const jobs = startJobs([waiting], OPTIONS);
    await vi.advanceTimersByTimeAsync(1_000);
    await jobs.stop();
    expect(ended).toBe(true);
  });

  it('are not skipped when they are a little late', async () => {
    const counted = countRuns();
    const jobs = startJobs([counted.job], OPTIONS);
    await vi.advanceTimersByTimeAsync(4_000);
    vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 0, 6));
    await vi.advanceTimersByTimeAsync(1_500);
    await jobs.stop();
    expect(counted.runs).toBe(2);
  });

  it('keep their interval when the clock is set back by two hours', async () => {
    const counted = countRuns();
    const jobs = startJobs([counted.job], OPTIONS);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(counted.runs).toBe(3);
    vi.setSystemTime(Date.now() - 2 * HOUR);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await jobs.stop();
    expect(counted.runs).toBeGreaterThanOrEqual(3 + 11);
  });

  it('run at once after the machine slept for three hours, without a warning for each missed run', async () => {
    const runs: string[] = [];
    const warn = vi.fn();
    const all = [
      job(async () => void runs.push('often')),
      job(async () => void runs.push('seldom'), '*/5 * * * *'),
      job(async () => void runs.push('never'), '0 0 29 2 *'),
    ];
    const jobs = startJobs(all, { ...OPTIONS, log: { ...LOG, warn } });
    await vi.advanceTimersByTimeAsync(3_000);
    runs.length = 0;
    vi.setSystemTime(Date.now() + 3 * HOUR);
    await vi.advanceTimersByTimeAsync(2_000);
    await jobs.stop();
    expect(new Set(runs)).toEqual(new Set(['often', 'seldom', 'never']));
    expect(runs.length).toBeLessThanOrEqual(4);
    expect(warn).not.toHaveBeenCalled();
  });

  it('are run by a timer, and named, while their schedule stands still', async () => {
    const counted = countRuns();
    const faults = new Faults();
    const jobs = startJobs([counted.job], { ...OPTIONS, faults });
    await vi.advanceTimersByTimeAsync(7_000);
    // As in the hour that the process's own zone repeats: what node-cron takes for now is an hour ago.
    const repeated = vi.spyOn(Date.prototype, 'setMilliseconds').mockImplementation(function (this: Date) {
      return this.setTime(this.getTime() - HOUR);
    });
    counted.runs = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(counted.runs).toBeGreaterThanOrEqual(6);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^The job "round" has not run for \d+ s, though it was due 3 times/);
    expect(faults.all).toEqual(warnings);

    repeated.mockRestore();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(faults.all).toEqual([]);
    await jobs.stop();
  });

  it('are named when a run does not end', async () => {
    const faults = new Faults();
    const endless = job(
      (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    );
    const jobs = startJobs([endless], { ...OPTIONS, faults });
    await vi.advanceTimersByTimeAsync(31 * MINUTE);
    expect(warnings).toEqual([
      'The job "round" has been running for 5 min and does not end, so it can\'t run again. Restart Threadwatch.',
    ]);
    expect(faults.all).toEqual(warnings);
    await jobs.stop();
  });

  it('are never late where the schedule works, however far apart its times are', async () => {
    const schedules = ['*/5 9-17 * * 1-5', '0 9 * * 1-5', '30 1 1 * *', '@hourly'];
    // From a Saturday evening on, over the end of daylight saving, to a Monday morning.
    vi.setSystemTime(Date.UTC(2026, 9, 31, 20));
    const all = schedules.map((cron) => ({ ...job(async () => undefined, cron), isLocal: true }));
    const jobs = startJobs(all, { ...OPTIONS, timeZone: 'America/New_York' });
    for (let hours = 0; hours < 44; hours += 1) await vi.advanceTimersByTimeAsync(HOUR);
    await jobs.stop();
    expect(warnings).toEqual([]);
  });

  it('keep local hours: what is due in a repeated hour runs in both', async () => {
    vi.setSystemTime(Date.UTC(2026, 9, 31, 16));
    const runs: string[] = [];
    const daily = {
      ...job(async () => void runs.push(new Date().toISOString()), '30 1 * * *'),
      isLocal: true,
    };
    const jobs = startJobs([daily], { ...OPTIONS, timeZone: 'America/New_York' });
    for (let hours = 0; hours < 48; hours += 1) await vi.advanceTimersByTimeAsync(HOUR);
    await jobs.stop();
    expect(runs.map((at) => at.slice(5, 16))).toEqual([
      '10-31T16:00',
      '11-01T05:30',
      '11-01T06:30',
      '11-02T06:30',
    ]);
  });
});
