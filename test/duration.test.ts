import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../src/duration.ts';

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['2h10m', 7_800_000],
    ['1.5h', 5_400_000],
    ['1d', 86_400_000],
    [' 2H 10M ', 7_800_000],
  ])('%j is parsed as %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '20', 'm', '-5m', '5 parsecs', '1h!', `${'9'.repeat(40)}h`])('%j is not a duration', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [45_400, '45 s'],
    [60_000, '1 min'],
    [100_000, '1 min 40 s'],
    [3_600_000, '1 h'],
    [600_000, '10 min'],
    [82_800_000, '23 h'],
    [83_400_000, '23 h 10 min'],
    [172_800_000, '2 d'],
    [180_000_000, '2 d 2 h'],
  ])('%d ms is formatted as %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
});
