import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSteadyClock } from '../../src/app/steadyClock.ts';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';

const START = Date.UTC(2026, 0, 1);

/** A machine whose clock can be set, and that can be put to sleep. */
function begin() {
  let wall = START;
  let monotonic = 17.3;
  const told: string[] = [];
  const clock = createSteadyClock({
    wall: () => wall,
    monotonic: () => monotonic,
    onStep: (message) => told.push(message),
  });
  return {
    told,
    /** Program time since the start. */
    now: () => clock.now() - START,
    pass(ms: number) {
      wall += ms;
      monotonic += ms;
    },
    /** The wall clock is set, or the machine sleeps: time passes for one of the two alone. */
    step(ms: number) {
      wall += ms;
    },
  };
}

describe('a steady clock', () => {
  it('is the wall clock while nothing happens', () => {
    const { now, pass, told } = begin();
    pass(10 * MINUTE);
    expect(now()).toBe(10 * MINUTE);
    expect(told).toEqual([]);
  });

  it('goes on from where it was when the wall clock is set back, and says so once', () => {
    const { now, pass, step, told } = begin();
    pass(MINUTE);
    expect(now()).toBe(MINUTE);
    step(-2 * HOUR);
    expect(now()).toBe(MINUTE);
    pass(MINUTE);
    expect(now()).toBe(2 * MINUTE);
    expect(told).toEqual(['the clock of this machine went back by 2 h; we go on from where we were']);
  });

  it('is not moved by a leap that makes good for a step back, and only by the rest of a longer one', () => {
    const { now, pass, step, told } = begin();
    step(-2 * HOUR);
    now();
    pass(MINUTE);
    step(2 * HOUR);
    expect(now()).toBe(MINUTE);
    step(-HOUR);
    expect(now()).toBe(MINUTE);
    step(3 * HOUR);
    expect(now()).toBe(MINUTE + 2 * HOUR);
    expect(told).toEqual([
      'the clock of this machine went back by 2 h; we go on from where we were',
      'the clock of this machine leapt forward by 2 h, which makes good for a step back',
      'the clock of this machine went back by 1 h; we go on from where we were',
      'the clock of this machine leapt forward by 3 h, or it slept; what fell due meanwhile is made up',
    ]);
  });

  it('is moved by the whole sleep of the machine', () => {
    const { now, pass, step, told } = begin();
    pass(MINUTE);
    step(3 * HOUR);
    expect(now()).toBe(3 * HOUR + MINUTE);
    expect(told).toHaveLength(1);
  });

  it('takes the drift of the wall clock as it is, and tells nobody', () => {
    const { now, pass, step, told } = begin();
    for (let count = 0; count < 100; count += 1) {
      pass(5 * SECOND);
      step(count % 2 === 0 ? 3 : -3);
      now();
    }
    expect(now()).toBe(500 * SECOND);
    expect(told).toEqual([]);
  });

  it('never goes back, and stands still at no time, whatever the wall clock does', () => {
    const event = fc.oneof(
      fc.record({ pass: fc.integer({ min: 1, max: HOUR }) }),
      fc.record({ step: fc.integer({ min: -3 * HOUR, max: 3 * HOUR }) }),
    );
    fc.assert(
      fc.property(fc.array(event), (history) => {
        const { now, pass, step } = begin();
        for (const each of history) {
          const before = now();
          if ('step' in each) {
            step(each.step);
            expect(now()).toBeGreaterThanOrEqual(before);
          } else {
            pass(each.pass);
            expect(now()).toBe(before + each.pass);
          }
        }
      }),
    );
  });
});
