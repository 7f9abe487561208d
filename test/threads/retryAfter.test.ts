import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { findLimitEnd, readRetryAfter } from '../../src/threads/retryAfter.ts';

const NOW = Date.UTC(2026, 10, 24, 3);

describe('Retry-After', () => {
  it.each<[value: string | undefined, wait: number | undefined]>([
    ['120', 2 * MINUTE],
    [' 120 ', 2 * MINUTE],
    ['1.5', 1.5 * SECOND],
    ['Tue, 24 Nov 2026 03:10:00 GMT', 10 * MINUTE],
    ['Tuesday, 24-Nov-26 03:10:00 GMT', 10 * MINUTE],
    ['99999999999', DAY],
    ['Thu, 24 Nov 2226 03:10:00 GMT', DAY],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['Xyz, 99 Nov 2026 GMT', undefined],
    ['Mon, 23 Nov 2026 03:10:00 GMT', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j waits %s ms', (value, wait) =>
    expect(readRetryAfter(value, NOW)).toBe(wait === undefined ? undefined : NOW + wait),
  );
});

describe('the end of a limit', () => {
  const usage = (...minutes: unknown[]): string =>
    JSON.stringify({
      '1789': minutes.map((time) => ({
        type: 'threads',
        call_count: 100,
        estimated_time_to_regain_access: time,
      })),
    });

  it.each<[title: string, retryAfter: string | undefined, usage: string | undefined, wait: number]>([
    ['is what Retry-After says, before all else', '90', usage(20), 90 * SECOND],
    ['is the estimate of the usage header, in minutes', undefined, usage(20), 20 * MINUTE],
    ['is the longest of several estimates', undefined, usage(5, '30', 20), 30 * MINUTE],
    ['is half a minute where that is said', undefined, usage(0.5), 30 * SECOND],
    ['is a fraction that came as text', undefined, usage('45.5'), 45.5 * MINUTE],
    ['passes over a Retry-After of nothing', '0', usage(20), 20 * MINUTE],
    ['is an hour where the estimate is zero', undefined, usage(0), HOUR],
    ['is an hour where the estimate is negative', undefined, usage(-5), HOUR],
    ['is an hour where the header is not readable', undefined, '{"1789":', HOUR],
    ['is an hour where the header is of another shape', undefined, '[[1]]', HOUR],
    ['is an hour where an entry is no record', undefined, '{"1789":[null,"x"],"1790":7}', HOUR],
    ['is an hour where nothing is said', undefined, undefined, HOUR],
    ['is a day at most', undefined, usage(1_000_000), DAY],
  ])('%s', (_title, retryAfter, businessUseCaseUsage, wait) =>
    expect(findLimitEnd({ retryAfter, businessUseCaseUsage }, NOW)).toBe(NOW + wait),
  );

  it('is the longest over all accounts in the header', () => {
    const businessUseCaseUsage = JSON.stringify({
      '1': [{ estimated_time_to_regain_access: 3 }],
      '2': [{ estimated_time_to_regain_access: 8 }, { estimated_time_to_regain_access: 4 }],
    });
    expect(findLimitEnd({ businessUseCaseUsage }, NOW)).toBe(NOW + 8 * MINUTE);
  });

  it("is the later of the account's and the app's", () => {
    const appUsage = JSON.stringify({ call_count: 100, estimated_time_to_regain_access: 12 });
    expect(findLimitEnd({ appUsage }, NOW)).toBe(NOW + 12 * MINUTE);
    expect(findLimitEnd({ appUsage, businessUseCaseUsage: usage(20) }, NOW)).toBe(NOW + 20 * MINUTE);
  });
});
