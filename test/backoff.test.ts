import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackoffPolicy, backoffDelay } from '../src/backoff.ts';

const POLICY: BackoffPolicy = { first: 500, last: 30_000, jitter: 0.5 };
const most = (): number => 1;

describe('the back-off', () => {
  it('doubles with each failure in a row, up to its last delay', () => {
    const delays = [1, 2, 3, 6, 7, 8, 100, 5_000].map((failures) => backoffDelay(POLICY, failures, most));
    expect(delays).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });

  it.each([
    [0, 0, 1_000],
    [0.5, 0, 500],
    [0.5, 0.5, 750],
    [1, 0, 0],
    [1, 0.25, 250],
    [1, 1, 1_000],
  ])('with jitter %d and %d drawn is %d ms of a whole second', (jitter, drawn, delay) => {
    expect(backoffDelay({ ...POLICY, jitter }, 2, () => drawn)).toBe(delay);
  });

  it('is as long as the server asks, where that is longer', () => {
    expect(backoffDelay(POLICY, 1, most, 60_000)).toBe(60_000);
    expect(backoffDelay(POLICY, 1, most, 100)).toBe(500);
  });

  it('stays between its random part and its last delay, whatever the policy', () => {
    const policies = fc.record({
      first: fc.integer({ min: 1, max: 60_000 }),
      last: fc.integer({ min: 60_000, max: 3_600_000 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const drawn = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 10_000 }), drawn, (policy, failures, value) => {
        const delay = backoffDelay(policy, failures, () => value);
        const whole = backoffDelay({ ...policy, jitter: 0 }, failures, () => value);
        expect(whole).toBeLessThanOrEqual(policy.last);
        expect(delay).toBeLessThanOrEqual(whole);
        // Rounding takes less than a thousandth of a millisecond.
        expect(delay).toBeGreaterThanOrEqual(whole * (1 - policy.jitter) - 0.001);
      }),
    );
  });
});
