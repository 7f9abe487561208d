import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/app/variables.ts';
import { MINUTE } from '../../src/duration.ts';
import { decideCheck } from '../../src/polling/decideCheck.ts';
import {
  delayedFrom,
  isUnrecoverable,
  planCheckWithinBudget,
  planNextCheck,
} from '../../src/polling/schedule.ts';
import type { ContainerAnswer } from '../../src/threads/containerAnswer.ts';
import { ThreadsError } from '../../src/threads/errors.ts';
import type { Watch } from '../../src/watches/watch.ts';

const SCHEDULE = defaults.watchChecks;
const POLICY = { schedule: SCHEDULE, unpublishedAfter: defaults.unpublishedAfter };

function watchAt(createdAt: number, firstSeenAt = createdAt): Watch {
  return {
    version: 2,
    account: 'brand',
    container: '17900000000000001',
    createdAt,
    firstSeenAt,
    nextCheckAt: firstSeenAt,
    checks: 0,
    state: { kind: 'unknown' },
    delayedNotified: false,
    expiryNotified: false,
    subscribers: [],
  };
}

const answers: fc.Arbitrary<ContainerAnswer> = fc.oneof(
  fc
    .constantFrom('IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED', 'SOMETHING_NEW')
    .map((status) => ({ kind: 'read', reading: { id: '1', status } }) as const),
  fc
    .constantFrom('not-visible' as const, 'no-such-object' as const)
    .map(
      (kind) =>
        ({ kind: 'not-found', error: new ThreadsError(kind, 'not-found', { account: 'brand' }) }) as const,
    ),
);

/** Plays a watch to its end; each check is made when it falls due. */
function play(age: number, given: readonly ContainerAnswer[]) {
  let watch = watchAt(0, age);
  const events: string[] = [];
  for (const answer of given) {
    const decision = decideCheck(watch, answer, POLICY, watch.nextCheckAt);
    if (decision.event) events.push(decision.event.kind);
    if (decision.ended) return { watch: decision.watch, events, ended: true };
    expect(decision.watch.nextCheckAt).toBeGreaterThan(watch.nextCheckAt);
    watch = decision.watch;
  }
  return { watch, events, ended: false };
}

/** Events after which a watch goes on. */
const OPEN: ReadonlySet<string> = new Set(['delayed', 'expiring', 'unpublished']);

describe('a watch, whatever Threads answers', () => {
  it('ends after at most eight checks, and reports its end once', () => {
    const ages = fc.constantFrom(0, 30_000, 20 * MINUTE, 22 * 60 * MINUTE, 24 * 60 * MINUTE);
    fc.assert(
      fc.property(ages, fc.array(answers, { minLength: 12, maxLength: 12 }), (age, given) => {
        const { watch, events, ended } = play(age, given);
        expect(ended).toBe(true);
        expect(watch.checks).toBeLessThanOrEqual(8);
        expect(new Set(events).size).toBe(events.length);
        const endEvents = events.filter((kind) => !OPEN.has(kind));
        const isPublished = watch.state.kind === 'status' && watch.state.status === 'PUBLISHED';
        expect(endEvents).toHaveLength(isPublished ? 0 : 1);
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
    [4 * MINUTE, 15],
    [15 * MINUTE, 23 * 60],
    [23 * 60 * MINUTE, 24 * 60],
    [24 * 60 * MINUTE, undefined],
  ])('after %d ms the next check is at minute %s', (now, minute) => {
    expect(planNextCheck(SCHEDULE, 0, now)).toBe(minute === undefined ? undefined : minute * MINUTE);
  });

  it('of a single check reports a container as delayed from its creation on', () => {
    expect(delayedFrom([0], 1_000)).toBe(1_000 + 5 * MINUTE);
    expect(delayedFrom([0, 10 * MINUTE], 1_000)).toBe(1_000 + 10 * MINUTE);
  });

  it.each([
    [0, false],
    [3 * MINUTE, false],
    [4 * MINUTE, false],
    [15 * MINUTE, true],
    [23 * 60 * MINUTE, true],
    [24 * 60 * MINUTE, true],
  ])('makes the check at %d ms unrecoverable: %s', (now, unrecoverable) => {
    expect(isUnrecoverable(SCHEDULE, 0, now)).toBe(unrecoverable);
  });
});

describe('a check that a person asks for', () => {
  const FINISHED: ContainerAnswer = { kind: 'read', reading: { id: '1', status: 'FINISHED' } };
  const NOT_FOUND: ContainerAnswer = {
    kind: 'not-found',
    error: new ThreadsError('not-visible', 'not-found', { account: 'brand' }),
  };
  const DAY_MINUTES = 24 * 60;

  it.each([
    ['replaces the next one, for which a later one makes up', 2.5, 3, 4],
    ['replaces the last of the early ones, for which the 15 min check makes up', 3.5, 5, 15],
    ['does not replace the 15 min check', 5, 6, 15],
    ['does not replace the ones before and at the expiry', 20, 7, DAY_MINUTES - 60],
    ['does not replace them after any number of checks', 600, 20, DAY_MINUTES - 60],
    ['does not replace the one at the expiry', DAY_MINUTES - 50, 20, DAY_MINUTES],
  ])('%s', (_title, minute, checks, next) => {
    const watch = { ...watchAt(0), checks };
    const decision = decideCheck(watch, FINISHED, POLICY, minute * MINUTE);
    expect(decision).toMatchObject({ ended: false, watch: { nextCheckAt: next * MINUTE } });
  });

  it('keeps a configured schedule of more checks than the usual budget', () => {
    const schedule = Array.from({ length: 12 }, (_, index) => index * MINUTE);
    expect(planCheckWithinBudget(schedule, 0, 1, 0)).toBe(MINUTE);
  });

  it('and does not find the container ends no watch before its last check', () => {
    const watch = { ...watchAt(0), checks: 9 };
    expect(decideCheck(watch, NOT_FOUND, POLICY, (DAY_MINUTES - 60) * MINUTE)).toMatchObject({
      ended: false,
      watch: { nextCheckAt: DAY_MINUTES * MINUTE },
    });
    expect(decideCheck(watch, NOT_FOUND, POLICY, DAY_MINUTES * MINUTE)).toMatchObject({ ended: true });
  });
});
