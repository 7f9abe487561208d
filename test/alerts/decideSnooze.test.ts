import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideChannelResume,
  decideChannelSnooze,
  type SnoozeBudget,
} from '../../src/alerts/decideSnooze.ts';
import { HOUR, MINUTE } from '../../src/duration.ts';
import { drawn } from '../support/isThorough.ts';

const NOW = Date.UTC(2026, 0, 1);

const free = { current: undefined, budget: undefined, isManager: false, now: NOW };

describe('a person without rights', () => {
  it('can snooze a channel for an hour, and not for a moment more', () => {
    expect(decideChannelSnooze({ ...free, until: NOW + HOUR })).toMatchObject({
      kind: 'begin',
      isCut: false,
    });
    expect(decideChannelSnooze({ ...free, until: NOW + HOUR + 1 })).toEqual({ kind: 'needs-manager' });
  });

  it('gets what is left of the hour that another one began', () => {
    const budget = { since: NOW - 40 * MINUTE, until: NOW - 30 * MINUTE };
    expect(decideChannelSnooze({ ...free, budget, until: NOW + HOUR })).toEqual({
      kind: 'begin',
      until: NOW + 20 * MINUTE,
      isManaged: false,
      isCut: true,
      budget: { since: NOW - 40 * MINUTE, until: NOW + 20 * MINUTE },
    });
  });

  it('must wait until the channel has been awake for an hour', () => {
    const budget = { since: NOW - 70 * MINUTE, until: NOW - 10 * MINUTE };
    const until = NOW + 10 * MINUTE;
    expect(decideChannelSnooze({ ...free, budget, until })).toEqual({
      kind: 'resting',
      from: NOW + 50 * MINUTE,
    });
    const later = NOW + 50 * MINUTE;
    expect(decideChannelSnooze({ ...free, budget, now: later, until: later + HOUR })).toMatchObject({
      kind: 'begin',
      until: later + HOUR,
    });
  });

  it('can shorten a snooze, and does not shorten one that they want to be longer', () => {
    const current = { until: NOW + 50 * MINUTE };
    const budget = { since: NOW - 40 * MINUTE, until: current.until };
    expect(decideChannelSnooze({ ...free, current, budget, until: NOW + 30 * MINUTE })).toMatchObject({
      kind: 'begin',
      until: NOW + 30 * MINUTE,
    });
    expect(decideChannelSnooze({ ...free, current, budget, until: NOW + HOUR })).toEqual({
      kind: 'unchanged',
    });
  });

  it('changes nothing of what a manager snoozed for more than an hour, and can’t end it', () => {
    const current = { until: NOW + 5 * HOUR, isManaged: true };
    expect(decideChannelSnooze({ ...free, current, until: NOW + HOUR })).toEqual({ kind: 'unchanged' });
    expect(decideChannelResume({ current, isManager: false })).toBe('needs-manager');
    expect(decideChannelResume({ current, isManager: true })).toBe('end');
  });
});

interface Press {
  readonly after: number;
  readonly minutes: number | 'off';
  readonly isManager: boolean;
}

const press: fc.Arbitrary<Press> = fc.record({
  after: fc.oneof(fc.constantFrom(0, MINUTE, HOUR, HOUR + 1), fc.integer({ min: 0, max: 3 * HOUR })),
  minutes: fc.oneof(fc.constant('off' as const), fc.constant(60), fc.integer({ min: 1, max: 61 })),
  isManager: fc.constant(false),
});

/** Presses one after the other. @returns when the channel was quiet */
function play(presses: readonly Press[]): { from: number; to: number }[] {
  const quiet: { from: number; to: number }[] = [];
  let now = NOW;
  let budget: SnoozeBudget | undefined;
  let current: { until: number; isManaged?: boolean } | undefined;
  for (const { after, minutes, isManager } of presses) {
    now += after;
    if (current !== undefined && current.until <= now) current = undefined;
    if (minutes === 'off') {
      if (decideChannelResume({ current, isManager }) !== 'end') continue;
      current = undefined;
      if (budget !== undefined && budget.until > now) budget = { ...budget, until: now };
    } else {
      const until = now + minutes * MINUTE;
      const decision = decideChannelSnooze({ current, budget, isManager, now, until });
      if (decision.kind !== 'begin') continue;
      budget = decision.budget ?? budget;
      current = decision;
    }
    const last = quiet.at(-1);
    if (last !== undefined && last.to >= now) last.to = current?.until ?? now;
    else if (current !== undefined) quiet.push({ from: now, to: current.until });
  }
  return quiet;
}

describe('many presses of people without rights', () => {
  it('keep no channel quiet for more than an hour in a row, and wake it for as long before the next hour', () => {
    fc.assert(
      fc.property(fc.array(press, { maxLength: 60, size: 'max' }), (presses) => {
        const quiet = play(presses);
        for (const { from, to } of quiet) expect(to - from).toBeLessThanOrEqual(HOUR);
        // In any two hours, at most one is quiet.
        for (const { from } of quiet) {
          const within = quiet.map((each) => Math.min(each.to, from + 2 * HOUR) - Math.max(each.from, from));
          const total = within.filter((span) => span > 0).reduce((sum, span) => sum + span, 0);
          expect(total).toBeLessThanOrEqual(HOUR);
        }
      }),
      { numRuns: drawn(5_000) },
    );
  });

  it('add no more than that to what managers snooze', () => {
    const inMinutes = fc.record({
      after: fc.integer({ min: 0, max: 150 }).map((minutes) => minutes * MINUTE),
      minutes: fc.oneof(fc.constant('off' as const), fc.integer({ min: 1, max: 200 })),
      isManager: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(inMinutes, { maxLength: 40, size: 'max' }), (presses) => {
        const quiet = minutesOf(play(presses));
        const managed = minutesOf(spansOfManagers(presses));
        const added = [...quiet].filter((minute) => !managed.has(minute));
        for (const from of added)
          expect(added.filter((minute) => minute >= from && minute < from + 120).length).toBeLessThanOrEqual(
            60,
          );
      }),
      { numRuns: drawn(1_000) },
    );
  });
});

/** What managers asked for, also where somebody ended it early. */
function spansOfManagers(presses: readonly Press[]): { from: number; to: number }[] {
  let now = NOW;
  return presses.flatMap(({ after, minutes, isManager }) => {
    now += after;
    return isManager && minutes !== 'off' ? [{ from: now, to: now + minutes * MINUTE }] : [];
  });
}

function minutesOf(spans: readonly { readonly from: number; readonly to: number }[]): Set<number> {
  const minutes = new Set<number>();
  for (const { from, to } of spans)
    for (let at = from; at < to; at += MINUTE) minutes.add((at - NOW) / MINUTE);
  return minutes;
}
