import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/duration.ts';
import {
  type CarePlan,
  decideEnding,
  nextEndingAt,
  planCare,
  type TokenLife,
} from '../../src/tokens/tokenLife.ts';

const NOW = Date.UTC(2026, 0, 1);
const PLAN: CarePlan = { askFrom: Number.POSITIVE_INFINITY, refreshFrom: 0, probeFrom: 0, spread: 0 };

/** A token of the age of a day or more, with so many days left, and its permission's. */
function life(expiresIn: number | undefined, grantEndsIn: number | undefined, rest = {}): TokenLife {
  return {
    obtainedAt: NOW - 30 * DAY,
    expiresAt: expiresIn === undefined ? undefined : NOW + expiresIn * DAY,
    grantEndsAt: grantEndsIn === undefined ? undefined : NOW + grantEndsIn * DAY,
    isStored: true,
    ...rest,
  };
}

const failed = { lastRefresh: { at: NOW, failed: { kind: 'outage' } } } as const;

describe('what a token needs', () => {
  it.each<[title: string, life: TokenLife, plan: Partial<CarePlan>, care: string, inDays: number]>([
    ['is refreshed from 10 days left', life(60, 90), {}, 'refresh', 50],
    ['is refreshed at once where it has less', life(4, 90), {}, 'refresh', -6],
    ['waits for its own moment', life(60, 90), { spread: DAY / 2 }, 'refresh', 50.5],
    ['is not refreshed before it is a day old', life(4, 90, { obtainedAt: NOW }), {}, 'refresh', 1],
    ['is tried again no sooner than planned', life(4, 90), { refreshFrom: NOW + HOUR }, 'refresh', 1 / 24],
    ['is asked about first of all', life(undefined, 90), { askFrom: 0 }, 'ask', NOW / -DAY],
    ['is asked about again when planned', life(60, 90), { askFrom: NOW + 7 * DAY }, 'ask', 7],
    [
      'is refreshed where Threads does not tell its end',
      life(undefined, undefined, { obtainedAt: NOW - DAY / 2 }),
      { askFrom: NOW + DAY },
      'refresh',
      0.5,
    ],
    ['is probed when its permission has ended', life(60, 3), {}, 'probe', 3],
    ['is probed when it has expired, and refreshed no more', life(-1, 90), {}, 'probe', -1],
    ['is probed again an hour later', life(-1, 90), { probeFrom: NOW + HOUR }, 'probe', 1 / 24],
  ])('%s', (_, token, plan, kind, inDays) => {
    const care = planCare(token, { ...PLAN, ...plan }, NOW);
    expect(care.kind).toBe(kind);
    expect((care.at - NOW) / DAY).toBeCloseTo(inDays, 5);
  });
});

describe('an end that people should know of', () => {
  it.each<[days: number, told: number | undefined]>([
    [7.01, undefined],
    [7, 7],
    [3.01, 7],
    [3, 3],
    [1.01, 3],
    [1, 1],
    [0.01, 1],
    [0, undefined],
    [-1, undefined],
  ])('with %d days left is told as of day %s', (left, days) => {
    expect(decideEnding(life(60, left), NOW)?.days).toBe(days);
    expect(decideEnding(life(left, 90, failed), NOW)?.days).toBe(days);
  });

  it('is none while refreshing works', () => {
    expect(decideEnding(life(2, 90), NOW)).toBeUndefined();
    expect(decideEnding(life(2, 90, { lastRefresh: { at: NOW } }), NOW)).toBeUndefined();
  });

  it('is the nearer of two', () => {
    expect(decideEnding(life(2, 5, failed), NOW)?.end).toBe('token');
    expect(decideEnding(life(6, 5, failed), NOW)?.end).toBe('grant');
  });

  it('is told of a token that lives too short to be refreshed', () => {
    expect(decideEnding(life(0.5, 90, { obtainedAt: NOW - HOUR }), NOW)).toMatchObject({
      end: 'token',
      days: 1,
    });
  });

  it('comes next on its next day of warning, and at last when it comes', () => {
    const token = life(60, 30);
    expect(nextEndingAt(token, NOW)).toBe(NOW + 23 * DAY);
    expect(nextEndingAt(token, NOW + 23 * DAY)).toBe(NOW + 27 * DAY);
    expect(nextEndingAt(token, NOW + 29.5 * DAY)).toBe(NOW + 30 * DAY);
    expect(nextEndingAt(token, NOW + 31 * DAY)).toBe(Number.POSITIVE_INFINITY);
  });
});
