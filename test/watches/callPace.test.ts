import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { type Allowance, earnLooks, neededBy, nextTurnAt, paceOf } from '../../src/watches/callPace.ts';
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
  ])('that has used %f of its calls is %f looks a minute', (share, pace) => {
    expect(paceOf(share)).toBeCloseTo(pace);
  });

  it('only ever falls as more is used', () => {
    const share = fc.double({ min: 0.75, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(paceOf(Math.max(a, b))).toBeLessThanOrEqual(paceOf(Math.min(a, b)));
      }),
    );
  });
});

describe('what an account may look at', () => {
  it('is no more in any span than its pace allows, and ten seconds’ worth, however the rounds fall', () => {
    const share = fc.double({ min: 0.75, max: 1.2, noNaN: true });
    const waits = fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(share, waits, (used, gaps) => {
        const pace = paceOf(used);
        let now = NOW;
        let made = 0;
        let allowance: Allowance | undefined;
        for (const gap of gaps) {
          now += gap;
          const { looks, at } = earnLooks(allowance, pace, now);
          made += Math.floor(looks);
          allowance = { looks: looks - Math.floor(looks), at };
        }
        expect(made).toBeLessThanOrEqual(1 + Math.max(1, pace / 6) + (pace * (now - NOW)) / MINUTE);
      }),
    );
  });

  it('says itself when the next turn comes', () => {
    const spent = { looks: 0, at: NOW };
    const at = nextTurnAt(spent, 33);
    expect(earnLooks(spent, 33, at).looks).toBeGreaterThanOrEqual(1);
    expect(earnLooks(spent, 33, at - 10).looks).toBeLessThan(1);
    expect(nextTurnAt({ looks: 1.5, at: NOW }, 33)).toBe(NOW);
  });

  it('does not wait for a clock that was set back', () => {
    const back = earnLooks({ looks: 0, at: NOW }, 33, NOW - HOUR);
    expect(nextTurnAt(back, 33)).toBeLessThan(NOW - HOUR + 2 * SECOND);
  });
});

describe('whose turn comes first', () => {
  const due = (offset: number): number =>
    neededBy(SCHEDULE, {
      version: 1,
      account: 'brand',
      container: '1',
      createdAt: NOW,
      firstSeenAt: NOW,
      nextLookAt: NOW + offset,
      looks: 0,
      state: { kind: 'unknown' },
      parkedTold: false,
      expiryTold: false,
      watchers: [],
    } satisfies Watch) - NOW;

  it('is whose look no other makes up for: the last of the early ones, and the two at the end', () => {
    expect(SCHEDULE.map(due)).toEqual([4, 4, 4, 4, 4, 23 * 60, 24 * 60].map((minutes) => minutes * MINUTE));
  });
});
