import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/duration.ts';
import {
  decideExpiryWarning,
  nextExpiryWarningAt,
  planNextTask,
  refreshFailureToldFrom,
  type TaskTimes,
  type TokenLife,
} from '../../src/tokens/tokenLife.ts';

const NOW = Date.UTC(2026, 0, 1);
const PLAN: TaskTimes = { inspectFrom: Number.POSITIVE_INFINITY, refreshFrom: 0, probeFrom: 0, spread: 0 };

/** A token that is at least a day old. The arguments are the days until the token and the permission expire. */
function life(expiresIn: number | undefined, grantEndsIn: number | undefined, rest = {}): TokenLife {
  return {
    obtainedAt: NOW - 30 * DAY,
    expiresAt: expiresIn === undefined ? undefined : NOW + expiresIn * DAY,
    grantEndsAt: grantEndsIn === undefined ? undefined : NOW + grantEndsIn * DAY,
    isStored: true,
    ...rest,
  };
}

const refusal = (kind: 'token' | 'outage', failingFor = 0) => ({
  lastRefresh: { at: NOW, failed: { kind }, failingSince: NOW - failingFor },
});
const failed = { lastRefresh: { at: NOW, failed: { kind: 'outage' } } } as const;

describe('the next task of a token: it', () => {
  it.each<[title: string, life: TokenLife, plan: Partial<TaskTimes>, care: string, inDays: number]>([
    ['is refreshed from 10 days left', life(60, 90), {}, 'refresh', 50],
    ['is refreshed at once with less than 10 days left', life(4, 90), {}, 'refresh', -6],
    ['is refreshed later by its spread', life(60, 90), { spread: DAY / 2 }, 'refresh', 50.5],
    ['is not refreshed before it is a day old', life(4, 90, { obtainedAt: NOW }), {}, 'refresh', 1],
    ['is not retried before its time', life(4, 90), { refreshFrom: NOW + HOUR }, 'refresh', 1 / 24],
    ['is inspected first', life(undefined, 90), { inspectFrom: 0 }, 'inspect', NOW / -DAY],
    ['is inspected again at its time', life(60, 90), { inspectFrom: NOW + 7 * DAY }, 'inspect', 7],
    [
      'is refreshed if its expiry is unknown',
      life(undefined, undefined, { obtainedAt: NOW - DAY / 2 }),
      { inspectFrom: NOW + DAY, probeFrom: NOW + DAY },
      'refresh',
      0.5,
    ],
    [
      'is probed once when a short-lived token would have expired, if its expiry is unknown',
      life(undefined, undefined, { obtainedAt: NOW }),
      { inspectFrom: NOW + DAY },
      'probe',
      65 / 60 / 24,
    ],
    [
      'is refreshed by the 60 days of an earlier refresh, if its expiry is unknown',
      life(undefined, undefined, { obtainedAt: NOW, issued: { at: NOW, by: 'refresh' } }),
      {},
      'refresh',
      50,
    ],
    [
      'is refreshed as soon as possible once those have passed',
      life(undefined, undefined, { issued: { at: NOW - 61 * DAY, by: 'refresh' } }),
      { refreshFrom: NOW + HOUR, probeFrom: NOW + DAY },
      'refresh',
      1 / 24,
    ],
    ['is probed when its permission has ended', life(60, 3), {}, 'probe', 3],
    ['is probed when it has expired, and not refreshed any more', life(-1, 90), {}, 'probe', -1],
    ['is probed again an hour later', life(-1, 90), { probeFrom: NOW + HOUR }, 'probe', 1 / 24],
  ])('%s', (_, token, plan, kind, inDays) => {
    const care = planNextTask(token, { ...PLAN, ...plan }, NOW);
    expect(care.kind).toBe(kind);
    expect((care.at - NOW) / DAY).toBeCloseTo(inDays, 5);
  });
});

describe('an expiry warning', () => {
  it.each<[left: number, days: number | undefined]>([
    [7.01, undefined],
    [7, 7],
    [3.01, 7],
    [3, 3],
    [1.01, 3],
    [1, 1],
    [0.01, 1],
    [0, undefined],
    [-1, undefined],
  ])('with %d days left is the warning of day %s', (left, days) => {
    expect(decideExpiryWarning(life(60, left), NOW)?.days).toBe(days);
    expect(decideExpiryWarning(life(left, 90, failed), NOW)?.days).toBe(days);
  });

  it('is not given while refreshing works', () => {
    expect(decideExpiryWarning(life(2, 90), NOW)).toBeUndefined();
    expect(decideExpiryWarning(life(2, 90, { lastRefresh: { at: NOW } }), NOW)).toBeUndefined();
  });

  it('is about the nearer of two expiries', () => {
    expect(decideExpiryWarning(life(2, 5, failed), NOW)?.end).toBe('token');
    expect(decideExpiryWarning(life(6, 5, failed), NOW)?.end).toBe('grant');
  });

  it('is given for a token that expires before it can be refreshed', () => {
    expect(decideExpiryWarning(life(0.5, 90, { obtainedAt: NOW - HOUR }), NOW)).toMatchObject({
      end: 'token',
      days: 1,
    });
  });

  it('is about the latest end that is possible, where the end of a refreshed token is not known', () => {
    const issued = { at: NOW - 54 * DAY, by: 'refresh' };
    expect(decideExpiryWarning(life(undefined, 90, { ...failed, issued }), NOW)).toEqual({
      end: 'token',
      endsAt: NOW + 6 * DAY,
      isLatest: true,
      days: 7,
    });
    expect(decideExpiryWarning(life(undefined, 90, { issued }), NOW)).toBeUndefined();
  });

  it('changes at the next warning day, and finally at the expiry', () => {
    const token = life(60, 30);
    expect(nextExpiryWarningAt(token, NOW)).toBe(NOW + 23 * DAY);
    expect(nextExpiryWarningAt(token, NOW + 23 * DAY)).toBe(NOW + 27 * DAY);
    expect(nextExpiryWarningAt(token, NOW + 29.5 * DAY)).toBe(NOW + 30 * DAY);
    expect(nextExpiryWarningAt(token, NOW + 31 * DAY)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a refresh that fails, where nothing is known of the token’s end, is told', () => {
  it.each<[title: string, life: TokenLife, at: number]>([
    ['at once where Threads refuses it', life(undefined, 90, refusal('token')), NOW],
    ['after a day where Threads fails', life(undefined, 90, refusal('outage', HOUR)), NOW + DAY - HOUR],
    ['never where the end is known', life(30, 90, refusal('token')), Number.POSITIVE_INFINITY],
    [
      'never where the latest end is known',
      life(undefined, 90, { ...refusal('token'), issued: { at: NOW - DAY, by: 'refresh' } }),
      Number.POSITIVE_INFINITY,
    ],
    ['never where it worked', life(undefined, 90, { lastRefresh: { at: NOW } }), Number.POSITIVE_INFINITY],
  ])('%s', (_, token, at) => {
    expect(refreshFailureToldFrom(token)).toBe(at);
  });
});
