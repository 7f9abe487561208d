import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSteadyClock } from '../../src/app/steadyClock.ts';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';

const START = Date.UTC(2026, 0, 1);

/** Creates a steady clock on a machine whose wall clock can be set and that can sleep. */
function begin() {
  let wall = START;
  let monotonic = 17.3;
  const reported: string[] = [];
  const clock = createSteadyClock({
    wall: () => wall,
    monotonic: () => monotonic,
    onStep: (message) => reported.push(message),
  });
  return {
    reported,
    /** The steady clock's time since START, in ms. */
    now: () => clock.now() - START,
    pass(ms: number) {
      wall += ms;
      monotonic += ms;
    },
    /** Sets the wall clock, or lets the machine sleep: only the wall clock moves. */
    step(ms: number) {
      wall += ms;
    },
  };
}

describe('a steady clock', () => {
  it('equals the wall clock while nobody sets that', () => {
    const { now, pass, reported } = begin();
    pass(10 * MINUTE);
    expect(now()).toBe(10 * MINUTE);
    expect(reported).toEqual([]);
  });

  it('continues from its last time when the wall clock is set back, and reports that once', () => {
    const { now, pass, step, reported } = begin();
    pass(MINUTE);
    expect(now()).toBe(MINUTE);
    step(-2 * HOUR);
    expect(now()).toBe(MINUTE);
    pass(MINUTE);
    expect(now()).toBe(2 * MINUTE);
    expect(reported).toEqual([
      'the clock of this machine went back by 2 h; the bot continues from its own last time',
    ]);
  });

  it('ignores a jump forward that corrects a step back, and moves by the rest of a longer jump', () => {
    const { now, pass, step, reported } = begin();
    step(-2 * HOUR);
    now();
    pass(MINUTE);
    step(2 * HOUR);
    expect(now()).toBe(MINUTE);
    step(-HOUR);
    expect(now()).toBe(MINUTE);
    step(3 * HOUR);
    expect(now()).toBe(MINUTE + 2 * HOUR);
    expect(reported).toEqual([
      'the clock of this machine went back by 2 h; the bot continues from its own last time',
      'the clock of this machine jumped forward by 2 h, which corrects an earlier step back',
      'the clock of this machine went back by 1 h; the bot continues from its own last time',
      'the clock of this machine jumped forward by 3 h, or the machine slept; everything that fell due meanwhile runs now',
    ]);
  });

  it.each([
    ['in two steps, one of them small', [5 * SECOND, 11 * SECOND]],
    ['little by little', Array.from({ length: 16_000 }, () => 1)],
  ])('is not ahead any more once the wall clock was put right %s', (_, steps) => {
    const { now, pass, step } = begin();
    step(-16 * SECOND);
    now();
    for (const by of steps) {
      pass(SECOND);
      step(by);
      now();
    }
    expect(now()).toBe(steps.length * SECOND);
  });

  it('goes on evenly while it is ahead, however often it is read and however the wall clock is rounded', () => {
    const { now, pass, step } = begin();
    step(-HOUR);
    for (let count = 0; count < 10_000; count += 1) {
      pass(0.4);
      step(count % 2 === 0 ? 0.6 : -0.6);
      now();
    }
    expect(now()).toBe(4 * SECOND);
  });

  it('moves forward by the whole time that the machine slept', () => {
    const { now, pass, step, reported } = begin();
    pass(MINUTE);
    step(3 * HOUR);
    expect(now()).toBe(3 * HOUR + MINUTE);
    expect(reported).toHaveLength(1);
  });

  it('follows the drift of the wall clock without a report', () => {
    const { now, pass, step, reported } = begin();
    for (let count = 0; count < 100; count += 1) {
      pass(5 * SECOND);
      step(count % 2 === 0 ? 3 : -3);
      now();
    }
    expect(now()).toBe(500 * SECOND);
    expect(reported).toEqual([]);
  });

  it('never goes back and never stands still, whatever the wall clock does', () => {
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
