import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { deadlineOf, nextTokenAt, rateOf, refill, type TokenBucket } from '../../src/polling/callRate.ts';
import type { Watch } from '../../src/watches/watch.ts';

const SCHEDULE = [0, 1, 2, 3, 4, 23 * 60, 24 * 60].map((minutes) => minutes * MINUTE);
const NOW = Date.UTC(2026, 0, 1);

describe('the pace of an account', () => {
  it.each([
    [0, Number.POSITIVE_INFINITY],
    [0.749, Number.POSITIVE_INFINITY],
    [0.75, 33],
    [1, 3.3],
    [2, 3.3],
  ])('that has used %f of its calls is %f checks a minute', (share, rate) => {
    expect(rateOf(share)).toBeCloseTo(rate);
  });

  it('only ever falls as more is used', () => {
    const share = fc.double({ min: 0.75, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(rateOf(Math.max(a, b))).toBeLessThanOrEqual(rateOf(Math.min(a, b)));
      }),
    );
  });
});

describe('what an account may check', () => {
  it('is no more in any span than its pace allows, and ten seconds’ worth, however the rounds fall', () => {
    const share = fc.double({ min: 0.75, max: 1.2, noNaN: true });
    const waits = fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(share, waits, (used, gaps) => {
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

  it('says itself when the next turn comes', () => {
    const spent = { tokens: 0, at: NOW };
    const at = nextTokenAt(spent, 33);
    expect(refill(spent, 33, at).tokens).toBeGreaterThanOrEqual(1);
    expect(refill(spent, 33, at - 10).tokens).toBeLessThan(1);
    expect(nextTokenAt({ tokens: 1.5, at: NOW }, 33)).toBe(NOW);
  });

  it('does not wait for a clock that was set back', () => {
    const back = refill({ tokens: 0, at: NOW }, 33, NOW - HOUR);
    expect(nextTokenAt(back, 33)).toBeLessThan(NOW - HOUR + 2 * SECOND);
  });
});

describe('whose turn comes first', () => {
  const due = (offset: number): number =>
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

  it('is whose check no other makes up for: the last of the early ones, and the two at the end', () => {
    expect(SCHEDULE.map(due)).toEqual([4, 4, 4, 4, 4, 23 * 60, 24 * 60].map((minutes) => minutes * MINUTE));
  });
});
