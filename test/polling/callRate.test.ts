import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { deadlineOf, nextTokenAt, rateOf, refill, type TokenBucket } from '../../src/polling/callRate.ts';
import type { Watch } from '../../src/watches/watch.ts';

const SCHEDULE = [0, 1, 2, 3, 4, 23 * 60, 24 * 60].map((minutes) => minutes * MINUTE);
const NOW = Date.UTC(2026, 0, 1);

describe('the rate of an account', () => {
  it.each([
    [0, Number.POSITIVE_INFINITY],
    [0.749, Number.POSITIVE_INFINITY],
    [0.75, 33],
    [1, 3.3],
    [2, 3.3],
  ])('that has used a share of %f of its call budget is %f checks a minute', (share, rate) => {
    expect(rateOf(share)).toBeCloseTo(rate);
  });

  it('never rises as more of the budget is used', () => {
    const share = fc.double({ min: 0.75, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(rateOf(Math.max(a, b))).toBeLessThanOrEqual(rateOf(Math.min(a, b)));
      }),
    );
  });
});

describe('the token bucket of an account', () => {
  it('allows no more checks than its rate and a burst of ten seconds, at any times of the rounds', () => {
    const share = fc.double({ min: 0.75, max: 1.2, noNaN: true });
    const gapLists = fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(share, gapLists, (used, gaps) => {
        const rate = rateOf(used);
        let now = NOW;
        let made = 0;
        let bucket: TokenBucket | undefined;
        for (const gap of gaps) {
          now += gap;
          const { tokens, at } = refill(bucket, rate, now);
          made += Math.floor(tokens);
          bucket = { tokens: tokens - Math.floor(tokens), at };
        }
        expect(made).toBeLessThanOrEqual(1 + Math.max(1, rate / 6) + (rate * (now - NOW)) / MINUTE);
      }),
    );
  });

  it('says when it holds the next whole token', () => {
    const spent = { tokens: 0, at: NOW };
    const at = nextTokenAt(spent, 33);
    expect(refill(spent, 33, at).tokens).toBeGreaterThanOrEqual(1);
    expect(refill(spent, 33, at - 10).tokens).toBeLessThan(1);
    expect(nextTokenAt({ tokens: 1.5, at: NOW }, 33)).toBe(NOW);
  });

  it('refills from the new time after the clock was set back', () => {
    const back = refill({ tokens: 0, at: NOW }, 33, NOW - HOUR);
    expect(nextTokenAt(back, 33)).toBeLessThan(NOW - HOUR + 2 * SECOND);
  });
});

describe('the deadline of a check', () => {
  const deadlineAt = (offset: number): number =>
    deadlineOf(SCHEDULE, {
      version: 2,
      account: 'brand',
      container: '1',
      createdAt: NOW,
      firstSeenAt: NOW,
      nextCheckAt: NOW + offset,
      checks: 0,
      state: { kind: 'unknown' },
      delayedNotified: false,
      expiryNotified: false,
      subscribers: [],
    } satisfies Watch) - NOW;

  it('is that of the next unrecoverable check: the last of the early ones, and the two at the end', () => {
    expect(SCHEDULE.map(deadlineAt)).toEqual(
      [4, 4, 4, 4, 4, 23 * 60, 24 * 60].map((minutes) => minutes * MINUTE),
    );
  });
});
