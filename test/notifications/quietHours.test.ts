import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import { findZone, isQuiet, lastQuietMinute, quietUntil } from '../../src/notifications/quietHours.ts';
import { drawn } from '../support/isThorough.ts';

const NIGHT = { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' };

describe('quiet hours', () => {
  it.each([
    // Winter: UTC+1.
    ['2026-01-15T20:59:00Z', undefined],
    ['2026-01-15T21:00:00Z', '2026-01-16T06:00:00Z'],
    ['2026-01-16T05:59:59Z', '2026-01-16T06:00:00Z'],
    ['2026-01-16T06:00:00Z', undefined],
    // Summer: UTC+2.
    ['2026-07-15T20:00:00Z', '2026-07-16T05:00:00Z'],
    // The night in which the clocks are set forward is an hour shorter, and the one in which they are set back longer.
    ['2026-03-28T21:00:00Z', '2026-03-29T05:00:00Z'],
    ['2026-10-24T20:00:00Z', '2026-10-25T06:00:00Z'],
  ])('at %s in Berlin last until %s', (at, until) => {
    const found = quietUntil(NIGHT, Date.parse(at));
    expect(found === undefined ? undefined : new Date(found).toISOString().replace('.000', '')).toBe(until);
  });

  it('that end in an hour that the clocks leave out end after it', () => {
    const quiet = { from: 60, to: 150, zone: 'Europe/Berlin' };
    // 1:30; at 2:00 the clock shows 3:00.
    expect(quietUntil(quiet, Date.parse('2026-03-29T00:30:00Z'))).toBe(Date.parse('2026-03-29T01:00:00Z'));
  });

  it('in the middle of a day, and in a zone with a quarter of an hour', () => {
    const quiet = { from: 12 * 60, to: 13 * 60 + 5, zone: 'Asia/Kathmandu' };
    expect(quietUntil(quiet, Date.parse('2026-05-01T06:15:00Z'))).toBe(Date.parse('2026-05-01T07:20:00Z'));
    expect(isQuiet(quiet, Date.parse('2026-05-01T07:20:00Z'))).toBe(false);
  });

  it('end within a day, at the first minute that is not quiet, whatever they are', () => {
    const minute = fc.nat({ max: 1_439 });
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    );
    const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    fc.assert(
      fc.property(minute, minute, zones, moment, (from, to, zone, at) => {
        fc.pre(from !== to);
        const quiet = { from, to, zone };
        const until = quietUntil(quiet, at);
        expect(isQuiet(quiet, at)).toBe(until !== undefined);
        if (until === undefined) return;
        expect(isQuiet(quiet, until)).toBe(false);
        expect(isQuiet(quiet, until - MINUTE) || until - MINUTE < at).toBe(true);
        expect(until - at).toBeLessThanOrEqual(DAY + HOUR);
        expect(lastQuietMinute(quiet, until)).toBe(until - MINUTE);
      }),
      { numRuns: drawn(300) },
    );
  });

  it('are found afterwards, however short', () => {
    const quiet = { from: 600, to: 601, zone: 'UTC' };
    const ten = Date.UTC(2026, 0, 1, 10);
    expect(lastQuietMinute(quiet, ten)).toBe(ten);
    expect(lastQuietMinute(quiet, ten + 23 * HOUR + 59 * MINUTE)).toBe(ten);
    expect(lastQuietMinute(quiet, ten + DAY)).toBe(ten + DAY);
  });

  it('take zones that there are', () => {
    expect([findZone('europe/berlin'), findZone('Mars/Olympus')]).toEqual(['Europe/Berlin', undefined]);
  });
});
