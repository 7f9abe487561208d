import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { ThreadsError } from '../../src/threads/errors.ts';
import { defaults } from '../../src/variables.ts';
import { decideLook, type LookAnswer } from '../../src/watches/decideLook.ts';
import { isPrecious, parkedFrom, planLookWithin, planNextLook } from '../../src/watches/schedule.ts';
import type { Watch } from '../../src/watches/watch.ts';

const SCHEDULE = defaults.watchLooks;

function watchAt(createdAt: number, firstSeenAt = createdAt): Watch {
  return {
    version: 1,
    account: 'brand',
    container: '17900000000000001',
    createdAt,
    firstSeenAt,
    nextLookAt: firstSeenAt,
    looks: 0,
    state: { kind: 'unknown' },
    parkedTold: false,
    expiryTold: false,
    watchers: [],
  };
}

const answers: fc.Arbitrary<LookAnswer> = fc.oneof(
  fc
    .constantFrom('IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED', 'SOMETHING_NEW')
    .map((status) => ({ kind: 'read', reading: { id: '1', status } }) as const),
  fc
    .constantFrom('not-visible' as const, 'no-such-object' as const)
    .map(
      (kind) => ({ kind: 'unseen', error: new ThreadsError(kind, 'unseen', { account: 'brand' }) }) as const,
    ),
);

/** Lives a watch to its end, each look at the moment it falls due. */
function live(age: number, given: readonly LookAnswer[]) {
  let watch = watchAt(0, age);
  const happenings: string[] = [];
  for (const answer of given) {
    const decision = decideLook(watch, answer, SCHEDULE, watch.nextLookAt);
    if (decision.happening) happenings.push(decision.happening.kind);
    if (decision.ended) return { watch: decision.watch, happenings, ended: true };
    expect(decision.watch.nextLookAt).toBeGreaterThan(watch.nextLookAt);
    watch = decision.watch;
  }
  return { watch, happenings, ended: false };
}

describe('whatever Threads answers, look after look', () => {
  it('a watch ends after seven looks at most, and tells no end twice', () => {
    const ages = fc.constantFrom(0, 30_000, 20 * MINUTE, 22 * 60 * MINUTE, 24 * 60 * MINUTE);
    fc.assert(
      fc.property(ages, fc.array(answers, { minLength: 12, maxLength: 12 }), (age, given) => {
        const { watch, happenings, ended } = live(age, given);
        expect(ended).toBe(true);
        expect(watch.looks).toBeLessThanOrEqual(7);
        expect(new Set(happenings).size).toBe(happenings.length);
        const ends = happenings.filter((kind) => kind !== 'parked' && kind !== 'expiring');
        const isOut = watch.state.kind === 'status' && watch.state.status === 'PUBLISHED';
        expect(ends).toHaveLength(isOut ? 0 : 1);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the schedule', () => {
  it.each([
    [0, 1],
    [59_999, 1],
    [60_000, 2],
    [4 * MINUTE, 23 * 60],
    [23 * 60 * MINUTE, 24 * 60],
    [24 * 60 * MINUTE, undefined],
  ])('after %d ms the next look is at minute %s', (now, minute) => {
    expect(planNextLook(SCHEDULE, 0, now)).toBe(minute === undefined ? undefined : minute * MINUTE);
  });

  it('of one look alone parks at once and warns of nothing', () => {
    expect(parkedFrom([0], 1_000)).toBe(1_000);
    expect(parkedFrom([10 * MINUTE], 1_000)).toBe(1_000);
  });

  it.each([
    [0, false],
    [3 * MINUTE, false],
    [4 * MINUTE, true],
    [23 * 60 * MINUTE, true],
    [24 * 60 * MINUTE, true],
  ])('a look at %d ms that no other would make up for is precious: %s', (now, precious) => {
    expect(isPrecious(SCHEDULE, 0, now)).toBe(precious);
  });
});

describe('a look that somebody asks for', () => {
  const FINISHED: LookAnswer = { kind: 'read', reading: { id: '1', status: 'FINISHED' } };
  const UNSEEN: LookAnswer = {
    kind: 'unseen',
    error: new ThreadsError('not-visible', 'unseen', { account: 'brand' }),
  };
  const DAY_MINUTES = 24 * 60;

  it.each([
    ['stands for the next one, which another makes up for', 2.5, 3, 4],
    ['leaves the last of the early ones', 3.5, 4, 4],
    ['leaves the ones before and at the expiry', 5, 5, DAY_MINUTES - 60],
    ['leaves them however many there were', 600, 20, DAY_MINUTES - 60],
    ['leaves the one at the expiry', DAY_MINUTES - 50, 20, DAY_MINUTES],
  ])('%s', (_title, minute, looks, next) => {
    const watch = { ...watchAt(0), looks };
    const decision = decideLook(watch, FINISHED, SCHEDULE, minute * MINUTE);
    expect(decision).toMatchObject({ ended: false, watch: { nextLookAt: next * MINUTE } });
  });

  it('keeps an own schedule of more looks than usual', () => {
    const schedule = Array.from({ length: 12 }, (_, index) => index * MINUTE);
    expect(planLookWithin(schedule, 0, 1, 0)).toBe(MINUTE);
  });

  it('and does not see the container ends no watch before its last look', () => {
    const watch = { ...watchAt(0), looks: 9 };
    expect(decideLook(watch, UNSEEN, SCHEDULE, (DAY_MINUTES - 60) * MINUTE)).toMatchObject({
      ended: false,
      watch: { nextLookAt: DAY_MINUTES * MINUTE },
    });
    expect(decideLook(watch, UNSEEN, SCHEDULE, DAY_MINUTES * MINUTE)).toMatchObject({ ended: true });
  });
});
